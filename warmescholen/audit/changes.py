"""What the history tells: changes of all kinds of things, newest first, each with what it was and what it became."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Q, QuerySet, Value

from warmescholen.accounts.access import Access
from warmescholen.audit.tracking import History, histories
from warmescholen.audit.words import IDENTITY, Name, Names, label_of, links_of, midnight, names_of, say

ACTIONS = {"insert": "gemaakt", "update": "gewijzigd", "delete": "verwijderd"}
VERBS = {"insert": "maakte", "update": "wijzigde", "delete": "verwijderde"}
BATCH = 500

Place = tuple[datetime.datetime, str, int]  # moment, kind and number of a change: where a page ends
Row = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """What is asked of the history; what is empty does not matter. `kind` is a model's label, `until` is part of the period."""

    kind: str = ""
    object_id: int | None = None
    with_parts: bool = False
    who: str = ""
    action: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    before: Place | None = None


@dataclass(frozen=True)
class FieldChange:
    """A field in Dutch words; `old` or `new` is None where the change has no such side."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Change:
    """Who did what to one row, and when."""

    place: Place
    who: str
    who_label: str
    action: str
    kind: str
    kind_name: str
    object_id: int
    label: str
    request: str
    fields: tuple[FieldChange, ...]

    @property
    def at(self) -> datetime.datetime:
        """When."""
        return self.place[0]

    @property
    def action_name(self) -> str:
        """What happened, in Dutch."""
        return ACTIONS[self.action]

    @property
    def verb(self) -> str:
        """What the actor did, in Dutch."""
        return VERBS[self.action]

    @property
    def model(self) -> tuple[str, str]:
        """Room and noun, as the address of a thing's own history has them."""
        room, _, noun = self.kind.partition(".")
        return room, noun


@dataclass(frozen=True)
class Page:
    """Some changes, and where the older ones begin; None at the end."""

    changes: tuple[Change, ...]
    older: Place | None


def kinds() -> dict[str, str]:
    """Every kind of thing that has a history, with its Dutch name, in the order of the names."""
    named = {_kind(each): str(each.pgh_tracked_model._meta.verbose_name) for each in histories()}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def find(access: Access, wanted: Wanted, size: int) -> Page:
    """The newest changes that fit; three queries, however many there are."""
    found = _places(access, wanted, size + 1)
    rows = _rows(access.programme_id, found[:size])
    named = names_of({name for row in rows for name in _mentioned(row)})
    changes = tuple(_change(row, named) for row in rows)
    return Page(changes, found[size - 1] if len(found) > size else None)


def every(access: Access, wanted: Wanted) -> Iterator[tuple[Change, ...]]:
    """All changes that fit, in batches; each batch asks anew, so that the reader can open a context around it."""
    more = True
    while more:
        page = find(access, wanted, BATCH)
        yield page.changes
        more = page.older is not None
        wanted = replace(wanted, before=page.older)


def _kind(history: type[History]) -> str:
    return str(history.pgh_tracked_model._meta.label_lower)


def _places(access: Access, wanted: Wanted, size: int) -> list[Place]:
    """Where the changes lie that fit: one query over all histories, each of which gives its newest by its index."""
    parts = [_newest(each, access, wanted)[:size] for each in histories() if _fits(each, wanted)]
    if len(parts) < 2:
        return [place for part in parts for place in part]
    return list(parts[0].union(*parts[1:], all=True).order_by("-pgh_created_at", "-pgh_kind", "-pgh_id")[:size])


def _newest(history: type[History], access: Access, wanted: Wanted) -> QuerySet[Any, Place]:
    rows: QuerySet[History] = history.objects.visible_to(access).filter(_period(wanted), _object(history, wanted))  # type: ignore[attr-defined]
    if wanted.action:
        rows = rows.filter(pgh_label=wanted.action)
    if wanted.who:
        rows = rows.filter(pgh_who=wanted.who) if ":" in wanted.who else rows.filter(pgh_who__startswith=f"{wanted.who}:")
    if wanted.before:
        rows = rows.filter(_before(history, wanted.before))
    kind = Value(_kind(history), output_field=models.CharField())
    places: QuerySet[Any, Place] = rows.annotate(pgh_kind=kind).values_list("pgh_created_at", "pgh_kind", "pgh_id")
    return places.order_by("-pgh_created_at", "-pgh_id")


def _fits(history: type[History], wanted: Wanted) -> bool:
    if not wanted.kind or _kind(history) == wanted.kind:
        return True
    return wanted.with_parts and bool(_parents(history, wanted.kind))


def _object(history: type[History], wanted: Wanted) -> Q:
    if wanted.object_id is None:
        return Q()
    if _kind(history) == wanted.kind:
        return Q(id=wanted.object_id)
    return Q(*((name, wanted.object_id) for name in _parents(history, wanted.kind)), _connector=Q.OR)


def _parents(history: type[History], kind: str) -> list[str]:
    """The fields by which rows of this history are parts of a thing of another kind: they go when it goes."""
    keys = [field for field in history.pgh_tracked_model._meta.local_fields if field.is_relation]
    return [key.name for key in keys if key.related_model._meta.label_lower == kind and key.remote_field.on_delete is models.CASCADE]


def _period(wanted: Wanted) -> Q:
    period = Q()
    if wanted.since:
        period &= Q(pgh_created_at__gte=midnight(wanted.since))
    if wanted.until:
        period &= Q(pgh_created_at__lt=midnight(wanted.until + datetime.timedelta(days=1)))
    return period


def _before(history: type[History], place: Place) -> Q:
    """What comes after a place in the order of moment, kind and number, newest first."""
    moment, kind, number = place
    same = {"pgh_created_at": moment}
    if _kind(history) == kind:
        return Q(pgh_created_at__lt=moment) | Q(**same, pgh_id__lt=number)
    return Q(pgh_created_at__lt=moment) | (Q(**same) if _kind(history) < kind else Q(pgh_id__in=()))


def _rows(programme_id: int, places: Sequence[Place]) -> list[Row]:
    """The changes at these places with what the row was before, in one query; whoever asks chose them by `visible_to`."""
    wanted: dict[str, list[int]] = {}
    for _moment, kind, number in places:
        wanted.setdefault(kind, []).append(number)
    if not wanted:
        return []
    one = (
        "SELECT %s, e.pgh_id, to_jsonb(e), (SELECT to_jsonb(p) FROM {table} p WHERE p.programme_id = e.programme_id AND p.id = e.id"
        " AND p.pgh_id < e.pgh_id ORDER BY p.pgh_id DESC LIMIT 1) FROM {table} e WHERE e.programme_id = %s AND e.pgh_id = ANY(%s)"
    )
    tables = {_kind(each): connection.ops.quote_name(each._meta.db_table) for each in histories()}
    statement = " UNION ALL ".join(one.format(table=tables[kind]) for kind in wanted)
    with connection.cursor() as cursor:
        cursor.execute(statement, [part for kind, numbers in wanted.items() for part in (kind, programme_id, numbers)])
        found = {(kind, number): {"now": json.loads(now), "before": json.loads(before or "{}")} for kind, number, now, before in cursor.fetchall()}
    return [{"place": place, **found[place[1:]]} for place in places]


def _compared(row: Row) -> Iterator[tuple[models.Field[Any, Any], Any, Any]]:
    """The fields that a change is about, with what they were and became."""
    now, before, action = row["now"], row["before"], row["now"]["pgh_label"]
    for field in apps.get_model(row["place"][1])._meta.local_fields:
        if field.column not in now or field.column in IDENTITY or not field.editable:
            continue  # what nobody fills in follows from what is told
        old = None if action == "insert" else (now if action == "delete" else before).get(field.column)
        new = None if action == "delete" else now[field.column]
        if old != new and not (old in EMPTY and new in EMPTY):
            yield field, old, new


EMPTY: tuple[Any, ...] = (None, "", [], {})


def _mentioned(row: Row) -> Iterator[Name]:
    """The other rows that a change names by their number, and those that the row itself is named after."""
    yield from links_of(apps.get_model(row["place"][1]), row["now"])
    for field, old, new in _compared(row):
        if field.is_relation:
            yield from ((field.related_model._meta.label_lower, value) for value in (old, new) if value is not None)  # type: ignore[union-attr]


def _change(row: Row, named: Names) -> Change:
    (_moment, kind, _number), now = row["place"], row["now"]
    action, context = now["pgh_label"], now["pgh_context"]
    fields = tuple(
        FieldChange(
            name=str(field.verbose_name),
            old=None if action == "insert" else say(field, old, named),
            new=None if action == "delete" else say(field, new, named),
        )
        for field, old, new in _compared(row)
    )
    model = apps.get_model(kind)
    return Change(
        place=row["place"],
        who=now["pgh_who"],
        who_label=context.get("label", now["pgh_who"]),
        action=action,
        kind=kind,
        kind_name=str(model._meta.verbose_name),
        object_id=now["id"],
        label=label_of(model, now, named),
        request=context.get("request", ""),
        fields=fields,
    )
