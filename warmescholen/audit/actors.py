"""Who is at work, told to the database with every change so that the history names them.

A request gets its actor from the middleware, a job from the worker, a command from `manage.py`; whoever writes without one is
recorded under the login of the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import connection

if TYPE_CHECKING:  # commands name their actor before the models are loaded
    from warmescholen.accounts.models import User


class ActorKind(StrEnum):
    """What kind of actor; the value is kept in the history, so it never changes."""

    USER = "user"
    KEY = "key"
    GUEST = "guest"
    JOB = "job"
    COMMAND = "command"
    DATABASE = "database"
    VISITOR = "visitor"


@dataclass(frozen=True)
class Actor:
    """Who, and from which request when there is one. `ip` has lost its last part before it comes here."""

    kind: ActorKind
    id: str
    label: str
    request: str = ""
    path: str = ""
    ip: str = ""

    @property
    def who(self) -> str:
        """As history and access log keep it: `user:12`."""
        return f"{self.kind}:{self.id}"


NOBODY = Actor(ActorKind.DATABASE, "", "onbekend")
_FIELDS = ("who", "label", "request", "path", "ip")
_current: ContextVar[Actor] = ContextVar("actor", default=NOBODY)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Record every change inside under this actor; within another actor's work this one counts until the end."""
    with pghistory.context() as context:
        former = dict(context.metadata)
        token = _current.set(actor)
        _tell(actor)
        try:
            yield
        finally:
            _current.reset(token)
            _replace(context.metadata, former)
    if not former and connection.in_atomic_block:  # else the database keeps the name until the transaction ends
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")


def become(**changes: Any) -> None:
    """Go on as somebody else: a person who signed in, a key or a guest that was let in. Outside any `acting` it does nothing."""
    if _current.get() is not NOBODY:
        actor = replace(_current.get(), **changes)
        _current.set(actor)
        _tell(actor)


def current() -> Actor:
    """Who is at work now."""
    return _current.get()


def user_actor(user: User) -> dict[str, Any]:
    """What `become` needs to name a person."""
    return {"kind": ActorKind.USER, "id": str(user.pk), "label": str(user)}


def command(name: str, label: str = "") -> Actor:
    """The actor of a management command."""
    return Actor(ActorKind.COMMAND, name, label or name)


def _tell(actor: Actor) -> None:
    """The package sends the metadata along with every statement that may write."""
    with pghistory.context() as context:
        _replace(context.metadata, {field: value for field in _FIELDS if (value := getattr(actor, field))})


def _replace(metadata: dict[str, str], values: dict[str, str]) -> None:
    metadata.clear()
    metadata.update(values)
