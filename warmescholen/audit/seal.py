"""The seal on the record: what the database lets the role that serves do with history and access log, which is to read and to add.

Default privileges give that role everything on a new table, so the seal takes back after every migration. `checks.py` looks at
what the database says of it. Only the `ops` role can change or remove history, for the erasure that the law asks.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from pghistory.models import Context

from warmescholen.audit.models import AccessEntry
from warmescholen.audit.tracking import histories

AUTHOR_WALL = "author_wall"
AUTHOR_CONDITION = "{column} = (select nullif(current_setting('app.user', true), '')::bigint)"


@dataclass(frozen=True)
class Rights:
    """What the role that serves may do with a table of the record."""

    table: str
    allowed: frozenset[str]


def serving_role() -> str:
    """The database role of web and worker."""
    return str(connections["default"].settings_dict["USER"])


def sealed_tables() -> list[Rights]:
    """Every table of the record with what is left to the role that serves."""
    read = frozenset({"SELECT"})
    found = [Rights(model._meta.db_table, read) for model in histories()]
    return [*found, Rights(AccessEntry._meta.db_table, read | {"INSERT"}), Rights(Context._meta.db_table, frozenset())]


def private_columns() -> dict[str, str]:
    """Tables of history that only one person may read row by row, with the column that names the person."""
    return {model._meta.db_table: model._meta.get_field(model.pgh_author).column for model in histories() if model.pgh_author}


def seal(*, using: str) -> None:
    """Put the seal on every table of the record that is there; doing it again changes nothing. Needs the owner's connection."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        there = set(connections[using].introspection.table_names(cursor))
        role = connections[using].ops.quote_name(serving_role())
        for rights in sealed_tables():
            if rights.table in there:
                _limit(cursor, rights, role)
        for table, column in private_columns().items():
            if table in there:
                _build_author_wall(cursor, table, column)


def _limit(cursor: CursorWrapper, rights: Rights, role: str) -> None:
    cursor.execute(f'REVOKE ALL ON "{rights.table}" FROM {role}, PUBLIC')
    if rights.allowed:
        cursor.execute(f'GRANT {", ".join(sorted(rights.allowed))} ON "{rights.table}" TO {role}')


def _build_author_wall(cursor: CursorWrapper, table: str, column: str) -> None:
    """Within the programme's wall one that only the author passes, by the user whom the door told the database."""
    cursor.execute(f'DROP POLICY IF EXISTS {AUTHOR_WALL} ON "{table}"')
    cursor.execute(f'CREATE POLICY {AUTHOR_WALL} ON "{table}" AS RESTRICTIVE FOR SELECT USING ({AUTHOR_CONDITION.format(column=column)})')
