"""The tenant context: which programme's rows the database shows, and whose private ones among them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from warmescholen.tenancy.models import Programme

SETTING = "app.programme"
USER_SETTING = "app.user"


class NoProgrammeContext(RuntimeError):
    """A programme was entered where no transaction would leave it again."""


def current_programme_id() -> int | None:
    """The id of the programme whose rows are visible now, None outside any context."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting(%s, true), '')::bigint", [SETTING])
        row = cursor.fetchone()
    return None if row is None else row[0]


@contextmanager
def programme_context(programme_id: int, *, read_only: bool = False, user_id: int | None = None) -> Iterator[None]:
    """Show the rows of one programme inside a transaction, and of none or the former one after it.

    `read_only` makes the database refuse every write inside, which keeps the promise that a GET changes nothing. `user_id` is the
    person who asks, for the rows that are that person's alone; without one nobody's are shown.
    """
    with transaction.atomic():
        former = _current()
        _set(str(programme_id), "" if user_id is None else str(user_id))
        if read_only:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
        yield
        # An exception rolls the setting back with the savepoint; only a good end has to put it back by hand.
        _set(*former)


def enter_programme(programme_id: int) -> None:
    """Show the rows of a programme for the rest of the caller's transaction. Raises outside one, where it would not hold."""
    if not connection.in_atomic_block:
        message = "enter_programme needs a transaction to end with"
        raise NoProgrammeContext(message)
    _set(str(programme_id), "")


def each_programme() -> Iterator[Programme]:
    """Every programme in turn, each inside its own context; for beat, sweeper and health."""
    for programme in Programme.objects.order_by("id"):
        with programme_context(programme.pk):
            yield programme


def _current() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), ''), coalesce(current_setting(%s, true), '')", [SETTING, USER_SETTING])
        programme, user = cursor.fetchone()
    return programme, user


def _set(programme: str, user: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true), set_config(%s, %s, true)", [SETTING, programme, USER_SETTING, user])
