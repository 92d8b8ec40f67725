"""The set-up: system packages, virtual environment, locked Python packages; nothing to do takes no time."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from launcher import files, system
from launcher.locks import Lock
from launcher.project import Project, digest
from launcher.talk import Refusal, full_disk, say

Extra = Literal["demo", "dev"]
STAMP = "launcher.json"  # in the virtual environment: digests of what is installed
ANOTHER_SETS_UP = 1800.0  # seconds
PIP = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0"}
FULL_DISK = "No space left on device"


def make_ready(project: Project, extra: Extra) -> None:
    """Have everything installed that the demo, or development and tests, need.

    Raises Refusal, with what to do, when something is missing that may not be installed here.
    """
    lock = Lock(project.var / "setup.lock")
    lock.wait(ANOTHER_SETS_UP, "Another command has been setting up for half an hour: stop it and try again.")
    try:
        system.require(system.NEEDS[extra], log(project))
        make_venv(project)
        install_packages(project, extra)
    finally:
        lock.drop()


def log(project: Project) -> Path:
    """Path of what pip and apt-get say."""
    return project.var / "log" / "setup.log"


def make_venv(project: Project) -> None:
    """Make the virtual environment, anew when it no longer works."""
    if _works(project.python):
        return
    say(f"Making a virtual environment in {project.venv}")
    command: list[str | Path] = [sys.executable, "-m", "venv", "--clear", project.venv]
    done = _logged(project, command)
    advice = f"This Python cannot make virtual environments; install that part with: sudo apt-get install -y {venv_package()}"
    if done != 0 and _lacks_pip():
        system.install([venv_package()], log(project), advice)
        done = _logged(project, command)
    if done != 0:
        raise _failure(project, f"The virtual environment could not be made; see {log(project)}.")


def install_packages(project: Project, extra: Extra) -> None:
    """Install the locked packages, only when the lock file is not the one that was installed."""
    stamp = project.venv / STAMP
    installed = files.read_json(stamp)
    wanted = digest(project.lock_file(extra))
    if installed.get(extra) == wanted:
        return
    say(f"Installing Python packages of requirements/{extra}.txt")
    stamp.unlink(missing_ok=True)
    lock_file = project.lock_file(extra)
    done = _logged(project, [project.python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock_file])
    if done != 0:
        raise _failure(
            project,
            f"The Python packages of {lock_file.name} could not be installed; is there a network? See {log(project)}.",
        )
    # dev.txt holds all of demo.txt, in the same versions
    extras = ("demo", "dev") if extra == "dev" else ("demo",)
    files.write_json(stamp, {name: digest(project.lock_file(name)) for name in extras})


def venv_package() -> str:
    """Name Debian's package with the missing part of Python."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def _works(python: Path) -> bool:
    test = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python, "-c", test], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _lacks_pip() -> bool:
    tried = subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True, check=False)
    return tried.returncode != 0


def _logged(project: Project, command: Sequence[str | Path]) -> int:
    path = log(project)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as stream:
        return subprocess.run(
            command,
            env=os.environ | PIP,
            cwd=project.root,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            check=False,
        ).returncode


def _failure(project: Project, sentence: str) -> Refusal:
    said = log(project).read_text(encoding="utf-8", errors="replace")
    return full_disk(project.root) if FULL_DISK in said[-4000:] else Refusal(sentence)
