"""System packages: what must be on the machine itself, looked for, and installed where that is allowed."""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.talk import Refusal, full_disk, say

APT = ("apt-get", "-o", "DPkg::Lock::Timeout=120")
INSTALL = ("install", "-y", "--no-install-recommends")
MANAGERS = {"apt-get": "apt-get install -y --no-install-recommends", "dnf": "dnf install -y", "brew": "brew install"}


@dataclass(frozen=True)
class Need:
    """A library or one of several programs, with the package that brings it per package manager."""

    apt: str
    dnf: str
    brew: str
    library: str = ""
    programs: tuple[str, ...] = ()

    def is_met(self) -> bool:
        """Tell whether it is there."""
        if self.library:
            return _loads(self.library)
        return any(shutil.which(program) for program in self.programs)

    def package(self, manager: str) -> str:
        """Name the package for a manager; Debian's name where the manager is unknown."""
        return {"dnf": self.dnf, "brew": self.brew}.get(manager, self.apt)


CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FOR_PDF = (
    Need("libpango-1.0-0", "pango", "pango", library="pango-1.0"),
    Need("libpangoft2-1.0-0", "pango", "pango", library="pangoft2-1.0"),
    Need("libharfbuzz-subset0", "harfbuzz", "harfbuzz", library="harfbuzz-subset"),
)
FOR_TESTS = (
    Need("chromium", "chromium", "chromium", programs=CHROMIUM),
    Need("poppler-utils", "poppler-utils", "poppler", programs=("pdftotext",)),
    Need("poppler-utils", "poppler-utils", "poppler", programs=("pdftoppm",)),
    Need("gettext", "gettext", "gettext", programs=("msgfmt",)),
    Need("pgbouncer", "pgbouncer", "pgbouncer", programs=("pgbouncer", "/usr/sbin/pgbouncer")),
)
NEEDS = {"demo": FOR_PDF, "dev": FOR_PDF + FOR_TESTS}


def require(needs: Iterable[Need], log: Path) -> None:
    """Have all these packages on the machine, installing what is missing where we may.

    Raises Refusal with the command to give when we may not, or when it does not help.
    """
    missing = [need for need in needs if not need.is_met()]
    if not missing:
        return
    install(unique(need.apt for need in missing), log, advice(missing))
    still = [need for need in missing if not need.is_met()]
    if still:
        raise Refusal(advice(still))


def install(packages: Sequence[str], log: Path, otherwise: str) -> None:
    """Install Debian packages.

    Raises Refusal with the sentence `otherwise` when we may not; with the reason when it fails.
    """
    rights = may_install()
    if rights is None:
        raise Refusal(otherwise)
    say(f"Installing system packages: {' '.join(packages)}")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as stream:
        for arguments in (("update",), (*INSTALL, *packages)):
            done = subprocess.run(
                [*rights, *APT, *arguments],
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                check=False,
            )
    if done.returncode != 0:
        raise failed_install(log, otherwise)


def failed_install(log: Path, otherwise: str) -> Refusal:
    """Give the refusal for an installation that ended with an error: a full disk, or see the log."""
    if "No space left on device" in log.read_text(encoding="utf-8", errors="replace")[-4000:]:
        return full_disk(log)
    return Refusal(f"{otherwise} (Installing it here failed; see {log}.)")


def may_install() -> Sequence[str] | None:
    """Give the words to put before apt-get (none for root, sudo where it asks no password), or None."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ()
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return (sudo, "-n")
    return None


def advice(needs: Iterable[Need]) -> str:
    """Say in one sentence which packages to install, and how."""
    manager = next((name for name in MANAGERS if shutil.which(name)), "")
    packages = " ".join(unique(need.package(manager) for need in needs))
    if not manager:
        return f"System packages are missing; install them (these are Debian's names): {packages}."
    sudo = "" if manager == "brew" else "sudo "
    return f"System packages are missing; install them with: {sudo}{MANAGERS[manager]} {packages}"


def chromium() -> str:
    """Give the path of the browser for tests, or an empty text."""
    return next((found for found in map(shutil.which, CHROMIUM) if found), "")


def unique(words: Iterable[str]) -> list[str]:
    """Keep the first of equal words."""
    return list(dict.fromkeys(words))


def _loads(library: str) -> bool:
    if sys.platform != "linux":
        return ctypes.util.find_library(library) is not None
    try:
        ctypes.CDLL(f"lib{library}.so.0")
    except OSError:
        return False
    return True
