"""Proof: every model, by every way to its rows, shows and changes nothing outside the context of its programme."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Count, Max

from tests.factories import mirror
from tests.proof import checksum
from tests.proof.record import record
from warmescholen.tenancy.backend.schema import is_behind_walls
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

Row = models.Model
Operation = Callable[[Row], Any]
UNTOUCHED: tuple[Any, ...] = (0, False, None, [], {}, set(), (), (0, {}))


class Saw(AssertionError):
    """A row was seen or changed that lies in another programme."""


def rows_of(row: Row) -> models.QuerySet[Row]:
    return type(row)._default_manager.all()


def own(row: Row) -> models.QuerySet[Row]:
    return rows_of(row).filter(pk=row.pk)


def sql(statement: str) -> Operation:
    """A statement on the row's table; `{t}` is the table and `{pk}` the row."""

    def run(row: Row) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(t=f'"{row._meta.db_table}"', pk=int(row.pk)))
            return cursor.fetchall() if cursor.description else cursor.rowcount

    return run


def copied(row: Row) -> Row:
    twin = copy.copy(row)
    twin.pk = None
    twin._state.adding = True
    return twin


def columns(row: Row) -> list[str]:
    return [each.attname for each in row._meta.local_fields if not each.primary_key and each.attname != "programme_id"][:1]


def copied_out(row: Row) -> int:
    """Lines of a COPY, which PostgreSQL runs through the walls when it copies a query."""

    class Lines(list[str]):
        def write(self, data: bytes | str) -> int:
            self.append(str(data))
            return len(data)

    lines = Lines()
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY (SELECT * FROM "{row._meta.db_table}") TO STDOUT', lines)
    return len(lines)


READING: dict[str, Operation] = {
    "count": lambda row: rows_of(row).count(),
    "exists": lambda row: rows_of(row).exists(),
    "list": lambda row: list(rows_of(row)),
    "iterator": lambda row: list(rows_of(row).iterator(chunk_size=10)),
    "first": lambda row: rows_of(row).order_by("pk").first(),
    "last": lambda row: rows_of(row).order_by("pk").last(),
    "values": lambda row: list(rows_of(row).values()),
    "values_list": lambda row: list(rows_of(row).values_list("pk", flat=True)),
    "in_bulk": lambda row: rows_of(row).in_bulk([row.pk]),
    "get": lambda row: rows_of(row).get(pk=row.pk),
    "filter": lambda row: list(own(row)),
    "exclude": lambda row: list(rows_of(row).exclude(pk=0)),
    "aggregate count": lambda row: rows_of(row).aggregate(n=Count("pk"))["n"],
    "aggregate max": lambda row: rows_of(row).aggregate(n=Max("pk"))["n"],
    "annotate": lambda row: list(rows_of(row).annotate(n=Count("pk"))),
    "distinct": lambda row: list(rows_of(row).order_by("pk").distinct()),
    "union": lambda row: list(own(row).order_by().union(rows_of(row).order_by(), all=True)),
    "raw": lambda row: list(type(row)._default_manager.raw(f'SELECT * FROM "{row._meta.db_table}"')),
    "lock": lambda row: list(rows_of(row).select_for_update()),
    "refresh": lambda row: copy.copy(row).refresh_from_db() or Saw,
    "base manager": lambda row: list(type(row)._base_manager.all()),
    "sql select": sql("SELECT * FROM {t}"),
    "sql by id": sql("SELECT 1 FROM {t} WHERE id = {pk}"),
    "sql table": sql("TABLE {t}"),
    "sql subselect": sql("SELECT 1 WHERE EXISTS (SELECT 1 FROM {t} WHERE id = {pk})"),
    "sql join with programmes": sql("SELECT t.id FROM tenancy_programme p JOIN {t} t ON t.programme_id = p.id"),
    "sql with": sql("WITH found AS MATERIALIZED (SELECT * FROM {t}) SELECT * FROM found"),
    "sql function in where": sql("SELECT id FROM {t} WHERE length({t}::text) > 0"),
    "sql cast trick": sql("SELECT id FROM {t} WHERE 1 / (CASE WHEN id = {pk} THEN 1 ELSE 1 END) = 1"),
}
WRITING: dict[str, Operation] = {
    "update": lambda row: own(row).update(**dict.fromkeys(columns(row), models.F(columns(row)[0]))),
    "update all": lambda row: rows_of(row).update(**dict.fromkeys(columns(row), models.F(columns(row)[0]))),
    "delete": lambda row: own(row)._raw_delete("default"),  # type: ignore[attr-defined]
    "delete with what hangs on it": lambda row: own(row).delete(),
    "instance save": lambda row: copy.copy(row).save() or Saw,
    "instance save by force": lambda row: copy.copy(row).save(force_update=True) or Saw,
    "instance delete": lambda row: copy.copy(row).delete()[0],
    "create a copy": lambda row: copied(row).save() or Saw,
    "bulk_create": lambda row: rows_of(row).bulk_create([copied(row)]) and Saw,
    "bulk_update": lambda row: rows_of(row).bulk_update([copy.copy(row)], columns(row)),
    "sql update": sql("UPDATE {t} SET id = id WHERE id = {pk}"),
    "sql steal": sql("UPDATE {t} SET programme_id = (select nullif(current_setting('app.programme', true), '')::bigint)"),
    "sql delete": sql("DELETE FROM {t}"),
    "sql delete using": sql("DELETE FROM {t} t USING tenancy_programme p WHERE p.id = t.programme_id"),
    "sql truncate": sql("TRUNCATE {t} CASCADE"),
    "sql lock": sql("SELECT id FROM {t} FOR UPDATE"),
    "sql copy": copied_out,
}


def walk() -> list[type[Row]]:
    return [model for model in apps.get_models(include_auto_created=True) if is_behind_walls(model)]


def a_row(model: type[Row], programme_id: int) -> Row | None:
    with programme_context(programme_id):
        return model._base_manager.order_by("pk").first()


def holds(operation: Operation, row: Row) -> bool:
    """Whether the operation saw and changed nothing, or was refused."""
    try:
        with transaction.atomic():
            found = operation(row)
            if isinstance(found, bool) or found in UNTOUCHED:
                return found in UNTOUCHED
    except (DatabaseError, ObjectDoesNotExist):
        return True
    return False


def tried(other_id: int, visitor_id: int | None) -> Iterator[tuple[str, bool]]:
    for model in walk():
        row = a_row(model, other_id)
        if row is None:  # made by triggers or doors only, and nothing has happened yet
            continue
        for name, operation in {**READING, **WRITING}.items():
            if visitor_id is None:
                yield f"{model._meta.label} {name} without a context", holds(operation, row)
            else:
                with programme_context(visitor_id):
                    yield f"{model._meta.label} {name} from another programme", holds(operation, row)


@pytest.fixture
def sides(db: None) -> tuple[mirror.Side, mirror.Side]:
    return mirror.build("spiegel-a", "kanariea"), mirror.build("spiegel-b", "kanarieb")


def test_no_operation_on_any_model_sees_or_changes_a_row_outside_its_programme(sides: tuple[mirror.Side, mirror.Side]) -> None:
    """The visiting programme has no rows of its own: what a count finds can only be the other's."""
    empty = Programme.objects.create(slug="leeg", name="Leeg programma")
    other = sides[1].programme.pk
    before = checksum.of_programme(other)
    outcome = [*tried(other, None), *tried(other, empty.pk)]
    failed = [name for name, held in outcome if not held]
    record("access: model walk", cases=len(outcome), failures=len(failed))
    assert failed == []
    assert checksum.of_programme(other) == before
    assert {model for model in walk() if a_row(model, other) is None and not mirror.is_record(model)} == set()


@pytest.mark.parametrize("name", [name for name in (*READING, *WRITING) if name != "sql truncate"])  # refused to app everywhere
def test_each_operation_would_be_noticed_if_the_wall_were_open(sides: tuple[mirror.Side, mirror.Side], name: str) -> None:
    """Inside the row's own programme the same operation sees or changes it, so a pass above means something."""
    row = sides[0].held["schools.followup"]  # nothing unique in it, so that a copy fits
    with programme_context(sides[0].programme.pk):
        assert not holds({**READING, **WRITING}[name], row)
