"""The server programs, taken from the installed wheels; copied once to where the servers' user can reach them."""

import shutil
import subprocess
from pathlib import Path

from launcher.home import Home
from launcher.project import Project
from launcher.talk import Refusal

NEEDLESS = ("include", "*.a", "pkgconfig", "__pycache__", "*.py")
OPEN_FOLDER, OPEN_FILE = 0o755, 0o644


def reachable(project: Project, home: Home, package: str, program: str) -> Path:
    """Give the path of a server program that the servers' user can run.

    `program` is the path below site-packages, `package` its first part. Raises Refusal when it cannot be run.
    """
    installed = project.in_packages(program)
    if _runs(installed, home):
        return installed
    copied = home.folder / f"programs-{_release(project, package)}"
    if home.identity and not _runs(copied / program, home):
        _copy(project, package, copied)
    if _runs(copied / program, home):
        return copied / program
    raise Refusal(
        f"The embedded {installed.name} does not run on this machine: set DATABASE_URL and REDIS_URL to servers of your own.",
    )


def _runs(program: Path, home: Home) -> bool:
    identity = home.identity
    try:
        tried = subprocess.run(
            [program, "--version"],
            cwd=home.folder,
            capture_output=True,
            check=False,
            user=identity.uid if identity else None,
            group=identity.gid if identity else None,
            extra_groups=[] if identity else None,
        )
    except OSError:
        return False
    return tried.returncode == 0


def _release(project: Project, package: str) -> str:
    return project.in_packages(f"{package}-*.dist-info").name.removesuffix(".dist-info")


def _copy(project: Project, package: str, target: Path) -> None:
    """Copy a package and its bundled libraries; half a copy never carries the final name."""
    fresh = target.with_name(f".{target.name}")
    shutil.rmtree(fresh, ignore_errors=True)
    for part in (package, f"{package}.libs"):
        source = project.in_packages(package).parent / part
        if source.is_dir():
            shutil.copytree(source, fresh / part, ignore=shutil.ignore_patterns(*NEEDLESS))
    _open_up(fresh)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def _open_up(folder: Path) -> None:
    """Let everybody read the copy, whatever the umask was; only its owner may write."""
    folder.chmod(OPEN_FOLDER)
    for path in folder.rglob("*"):
        runnable = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(OPEN_FOLDER if runnable else OPEN_FILE)
