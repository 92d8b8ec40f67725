"""The erasure list: what was erased, by numbers only, kept apart from the backups so that a restored one can be erased again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.conf import settings


@dataclass(frozen=True)
class Line:
    """A person (by id, and since when that id was theirs) or rows (`app.model:id`) that were erased in a programme.

    `since` keeps a number that was given to somebody else after a restore from being taken for the same person.
    """

    programme: str
    person: int | None
    since: str
    token: str
    rows: tuple[str, ...] = ()
    at: str = ""


def append(line: Line) -> None:
    """Add a line, on the disk before this returns: the caller commits after it, so that nothing is ever erased without its line."""
    settings.ERASURE_LIST.parent.mkdir(parents=True, exist_ok=True)
    with settings.ERASURE_LIST.open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(asdict(line)) + "\n")
        handle.flush()
        os.fsync(handle.fileno())


def lines() -> Iterator[Line]:
    """Every line, oldest first; each person once per programme."""
    if settings.ERASURE_LIST.exists():
        seen = set()
        for text in settings.ERASURE_LIST.read_text("utf-8").splitlines():
            values = json.loads(text)
            line = Line(**{**values, "rows": tuple(values["rows"])})
            key = (line.programme, line.person, line.since, line.token, line.rows)
            if key not in seen:
                seen.add(key)
                yield line
