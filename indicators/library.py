"""A set of indicators that a programme can begin with; afterwards it words them as it likes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("library.toml")


@dataclass(frozen=True)
class Entry:
    """One indicator, with what one sees on each level, the furthest first."""

    number: int
    name: str
    statement: str
    descriptors: tuple[str, ...]


@dataclass(frozen=True)
class Library:
    """Four levels and the indicators that are rated on them."""

    levels: tuple[str, ...]
    indicators: tuple[Entry, ...]


def read_library() -> Library:
    """The set as it stands in the file."""
    told = tomllib.loads(FILE.read_text("utf-8"))
    entries = (Entry(each["number"], each["name"], each["statement"], tuple(each["descriptors"])) for each in told["indicator"])
    return Library(tuple(told["levels"]), tuple(entries))
