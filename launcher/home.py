"""The folder in which embedded servers keep their data, and the user as whom they run.

An ordinary user's servers run as that user, inside the area. Root's run as `nobody` in a short folder
that `nobody` owns and can reach, since a path below a private folder cannot be entered; the area points to it.
"""

import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from launcher import files
from launcher.locks import Lock
from launcher.processes import Identity
from launcher.project import Area
from launcher.talk import Refusal

PREFIX = "warmescholen-"
PARENTS = ("/var/lib", "/var/tmp", "/tmp")  # noqa: S108 - mkdtemp inside; the first outlives a restart of the machine
NOBODY = Identity(65534, 65534)
OWNER = "checkout"  # file in the folder that names the area it belongs to
POINTER = "servers.path"
MAKE_WITHIN = 30.0  # seconds


@dataclass(frozen=True)
class Home:
    """Where servers live and who they are; without an identity they are the caller."""

    folder: Path
    identity: Identity | None

    def make(self, name: str) -> Path:
        """Make a folder, 0700, that the servers' user owns."""
        folder = self.folder / name
        folder.mkdir(mode=files.PRIVATE_FOLDER, exist_ok=True)
        self.give(folder)
        return folder

    def give(self, path: Path) -> None:
        """Make the servers' user the owner."""
        if self.identity:
            os.chown(path, self.identity.uid, self.identity.gid, follow_symlinks=False)


def find_or_make(area: Area) -> Home:
    """Give the home of an area's servers, made at the first call.

    Raises Refusal when there is no place for it.
    """
    lock = Lock(area.folder / "locks" / "home")
    lock.wait(MAKE_WITHIN, f"Another command is making the folder of the servers in {area.folder}: try again.")
    try:
        return find(area) or _make(area)
    finally:
        lock.drop()


def _make(area: Area) -> Home:
    if os.geteuid() == 0:
        return _outside(area, unprivileged())
    inside = files.private_folder(area.folder / "servers")
    if _is_private(inside):
        return Home(inside, None)
    return _outside(area, None)  # a file system without rights, such as a mounted Windows disk


def find(area: Area) -> Home | None:
    """Give the home of an area's servers, if it has one."""
    identity = unprivileged() if os.geteuid() == 0 else None
    outside = _pointed_at(area, identity.uid if identity else os.geteuid())
    if outside:
        return Home(outside, identity)
    inside = area.folder / "servers"
    if identity is None and inside.is_dir() and _is_private(inside):
        return Home(inside, None)
    return None


def remove(area: Area) -> None:
    """Remove the home of an area's servers with all data; nothing may run in it."""
    home = find(area)
    if home:
        shutil.rmtree(home.folder)
    (area.folder / POINTER).unlink(missing_ok=True)


def unprivileged() -> Identity:
    """Give the user as whom root runs servers."""
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return NOBODY
    return Identity(entry.pw_uid, entry.pw_gid)


def _outside(area: Area, identity: Identity | None) -> Home:
    folder = _new_folder()
    home = Home(folder, identity)
    files.write(folder / OWNER, f"{area.folder.resolve()}\n")
    home.give(folder)
    files.write(area.folder / POINTER, f"{folder}\n")
    return home


def _new_folder() -> Path:
    for parent in (Path(name).resolve() for name in PARENTS):
        if not all(step.is_dir() and step.stat().st_mode & stat.S_IXOTH for step in (parent, *parent.parents)):
            continue
        try:
            return Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        except PermissionError:
            continue
    raise Refusal(
        f"No folder for the embedded servers: give write access to one of {', '.join(PARENTS)}, "
        "or set DATABASE_URL and REDIS_URL to servers of your own.",
    )


def _pointed_at(area: Area, uid: int) -> Path | None:
    """Follow the pointer, but only to a folder made here, for this area, owned by the servers' user."""
    try:
        folder = Path((area.folder / POINTER).read_text(encoding="utf-8").strip())
        state = folder.lstat()
    except FileNotFoundError:
        return None
    known = folder.name.startswith(PREFIX) and str(folder.parent) in {str(Path(name).resolve()) for name in PARENTS}
    if not known or not stat.S_ISDIR(state.st_mode) or state.st_uid != uid:
        return None
    return folder if _belongs(folder, area) else None


def _belongs(folder: Path, area: Area) -> bool:
    """Tell a copied checkout, which gets its own folder, from a moved one, which keeps it."""
    try:
        owner = Path((folder / OWNER).read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return False
    if owner == area.folder.resolve():
        return True
    if (owner / POINTER).exists():
        return False
    files.write(folder / OWNER, f"{area.folder.resolve()}\n")
    return True


def _is_private(folder: Path) -> bool:
    return stat.S_IMODE(folder.stat().st_mode) == files.PRIVATE_FOLDER
