"""Where things are: the checkout, its virtual environment, and an area of `var/` per kind of run."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from launcher.talk import Refusal


@dataclass(frozen=True)
class Area:
    """A folder of `var/` with its own servers: `demo` keeps its data, the others begin empty."""

    folder: Path

    @property
    def name(self) -> str:
        """The area's name, equal to its folder's."""
        return self.folder.name

    @property
    def keeps(self) -> bool:
        """Whether the data outlive the servers; else a start begins empty."""
        return self.name == "demo"

    @property
    def durable(self) -> bool:
        """Whether PostgreSQL waits for the disk; only tests do without."""
        return self.name != "test"

    def log(self, name: str) -> Path:
        """Path of a child's log."""
        return self.folder / "log" / f"{name}.log"


@dataclass(frozen=True)
class Project:
    """A checkout of this project."""

    root: Path

    @property
    def venv(self) -> Path:
        """The virtual environment that the set-up makes."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The interpreter that runs Django and the tools."""
        return self.venv / "bin" / "python"

    @property
    def var(self) -> Path:
        """Everything that running leaves behind."""
        return self.root / "var"

    def area(self, name: str) -> Area:
        """Give the area of this name."""
        return Area(self.var / name)

    def lock_file(self, extra: str) -> Path:
        """Path of the list of locked packages for `demo` or `dev`."""
        return self.root / "requirements" / f"{extra}.txt"

    def in_packages(self, part: str) -> Path:
        """Find a file or folder of an installed package.

        Raises Refusal when it is not there.
        """
        found = sorted(self.venv.glob(f"lib*/python*/site-packages/{part}"))
        if not found:
            raise Refusal(f"{part} is not in {self.venv}: remove that folder and start again to install it anew.")
        return found[0]


def here() -> Project:
    """Give the checkout that this launcher is part of."""
    return Project(Path(__file__).resolve().parent.parent)


def digest(path: Path) -> str:
    """Give the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
