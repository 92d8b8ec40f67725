"""What a keeper must know of a server to keep it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from launcher.home import Home
from launcher.processes import Child
from launcher.project import Area, Project


@dataclass(frozen=True)
class Place:
    """One server of one area."""

    project: Project
    area: Area
    home: Home
    password: str

    def folder(self, service: str) -> Path:
        """Where this server keeps its data."""
        return self.home.folder / service


class Service(Protocol):
    """A kind of server."""

    name: str  # word in file names
    title: str  # word in sentences
    variable: str  # environment variable with its address; when set, nothing is embedded
    stop_signals: Sequence[int]

    def prepare(self, place: Place) -> None:
        """Make the data folder where there is none, and clear what a hard death left."""

    def command(self, place: Place, port: int) -> Sequence[str | Path]:
        """Give the command that serves in the foreground on 127.0.0.1."""

    def stdin(self, place: Place, port: int) -> bytes | None:
        """Give what the server reads from its standard input."""

    def is_ready(self, place: Place, child: Child, port: int) -> bool:
        """Tell whether it answers."""

    def url(self, password: str, port: int) -> str:
        """Give the address for Django."""
