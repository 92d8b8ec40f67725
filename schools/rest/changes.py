"""What changed since a moment, with what is gone.

A change gets its moment before its transaction ends, so a clock alone would miss the one that ends late. So changes are told only of
transactions before the oldest one that still runs (the snapshot's xmin), the first page fixes that bound for all pages, and the next
question can begin at exactly that bound.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from rest_framework import serializers

TOKEN = re.compile(r"x([1-9]\d{0,17})")
DELETED = "Alleen bij `updated_since`: of de rij verdween. Dan zijn alle andere kolommen `null`, behalve het kenmerk en het tijdstip."
NEXT = "Alleen bij `updated_since`: wat je daar de volgende keer invult om niets te missen. Bij een bestand staat het in de kop `Next-Updated-Since`."
GONE = 2**62  # what is gone comes after what is there

RUNNING_HERE = """
    SELECT min(running.id)::text FROM unnest(%s::text[]::xid8[]) AS running (id)
    WHERE pg_xact_status(running.id) = 'in progress' AND NOT EXISTS (
        SELECT FROM pg_locks AS own JOIN pg_locks AS held ON held.pid = own.pid
        WHERE own.locktype = 'transactionid' AND own.mode = 'ExclusiveLock' AND own.granted AND own.transactionid = running.id::xid
          AND held.database <> 0 AND held.database <> (SELECT oid FROM pg_database WHERE datname = current_database())
    )
"""

Since = datetime.datetime | int


class SinceField(serializers.CharField):
    """A moment, or the point in the order of transactions at which an earlier answer stopped."""

    def to_internal_value(self, data: Any) -> Since:
        """The moment or the transaction. Raises ValidationError for what is neither."""
        if token := TOKEN.fullmatch(str(data)):
            return int(token[1])
        moment: datetime.datetime = serializers.DateTimeField().run_validation(str(data).replace(" ", "+"))  # a bare + in an address is a blank
        return moment


SINCE = SinceField(
    help_text="Alleen wat sinds dit tijdstip veranderde, en wat verdween (`deleted`). Vul de volgende keer de `next_updated_since` in die je "
    "kreeg: dan mis je ook niet wat tegelijk met je vraag veranderde."
)


class Written(Expression):
    """Whether the transaction that last wrote the row comes before another one, by PostgreSQL's `xmin`; the older one has the greater age."""

    conditional = True

    def __init__(self, before: int) -> None:
        super().__init__(output_field=BooleanField())
        self._before = before

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """One comparison per row."""
        table = connection.ops.quote_name(str(compiler.query.get_initial_alias()))
        return f"age({table}.xmin) > age((%s::text::xid8)::xid)", (str(self._before),)


def oldest_running() -> int:
    """The transaction before which all of this database have ended: the snapshot's xmin, but for what runs in other databases.

    Transactions are numbered for the whole server, and one of a neighbour may run for hours. Which are of this database stands in the
    list of locks, for whoever wrote a row holds one; one of which that is not clear counts as one of this database.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(s)::text, array(SELECT pg_snapshot_xip(s)::text) FROM pg_current_snapshot() AS s")
        following, running = cursor.fetchone()
        cursor.execute(RUNNING_HERE, [running])
        (oldest,) = cursor.fetchone()
    return int(oldest or following)


@dataclass(frozen=True)
class Changes:
    """A table of rows that changed, and after these the ones that are gone, as their history kept them."""

    rows: QuerySet[Any]
    gone: QuerySet[Any]
    columns: dict[str, str]
    key: str  # the column that names a row, which its history has too
    since: Since
    bound: int  # told is what was written by transactions before this one

    def count(self) -> int:
        """How many there are."""
        return self._changed().count() + self._gone().count()

    def after(self, place: int, size: int) -> Sequence[tuple[Any, ...]]:
        """The rows that follow a place."""
        found: list[tuple[Any, ...]] = []
        if place < GONE:
            rows = self._changed().filter(pk__gt=place).order_by("pk").values_list("pk", *self.columns.values())[:size]
            found = [(*row, False) for row in rows]
        if len(found) < size:
            missing = self._gone().filter(pk__gt=max(place - GONE, 0)).order_by("pk")
            found += [self._tombstone(*row) for row in missing.values_list("pk", self.key, "pgh_created_at")[: size - len(found)]]
        return found

    def _changed(self) -> QuerySet[Any]:
        return self.rows.filter(self._between("updated_at"))

    def _gone(self) -> QuerySet[Any]:
        return self.gone.filter(self._between("pgh_created_at"), pgh_label="delete")

    def _between(self, moment: str) -> Q:
        since = ~Q(Written(self.since)) if isinstance(self.since, int) else Q(**{f"{moment}__gte": self.since})
        return Q(Written(self.bound)) & since

    def _tombstone(self, number: int, key: Any, moment: datetime.datetime) -> tuple[Any, ...]:
        told = {"id": key, "updated_at": moment}
        return (GONE + number, *(told.get(name) for name in self.columns), True)
