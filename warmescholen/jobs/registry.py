"""Which function does the work of which kind of job; the rooms to the right register theirs when they are loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from warmescholen.jobs.running import RunningJob

# The work returns what is to happen in the finishing transaction; that returns the job's result.
Finish = Callable[[], dict[str, Any]]
Work = Callable[[RunningJob], Finish]

_WORK: dict[str, Work] = {}


class UnknownKind(LookupError):
    """No room registered work for this kind of job."""


class JobRefused(Exception):
    """The work cannot be done, now or later; the message says why in the user's words, and the job is not tried again."""


def register(kind: str, work: Work) -> None:
    """Name the function that does jobs of this kind."""
    _WORK[kind] = work


def work_for(kind: str) -> Work:
    """The registered function. Raises UnknownKind."""
    try:
        return _WORK[kind]
    except KeyError as error:
        raise UnknownKind(kind) from error
