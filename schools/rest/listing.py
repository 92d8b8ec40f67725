"""Lists and single objects: a row is declared once, and serves JSON, files and the description of the API alike."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework import serializers
from rest_framework.request import Request

from schools.rest.changes import SINCE, Changes, oldest_running
from schools.rest.door import Door
from schools.rest.formats import MOST_XLSX_ROWS, Csv, Json, Ndjson, Xlsx, file_answer, json_answer
from schools.rest.problems import Refused
from warmescholen.accounts.access import Access
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.services import note_access
from warmescholen.tenancy.context import programme_context

BATCH = 5_000
CURSOR = re.compile(r"(\d{1,19})\.(\d{1,18})")
PAGING = {
    "page_size": serializers.IntegerField(min_value=1, max_value=BATCH, default=1_000, help_text="Hoeveel rijen per bladzijde, in JSON."),
    "cursor": serializers.CharField(max_length=60, help_text="De `next_cursor` van de vorige bladzijde, zoals hij daar stond."),
}


class Row(serializers.Serializer):
    """A row of a list. The `source` of a field names a column, a path over tables, or an annotation of the queryset."""

    @classmethod
    def columns(cls) -> dict[str, str]:
        """Each name with where it comes from."""
        return {name: field.source.replace(".", "__") for name, field in cls().fields.items()}


@dataclass(frozen=True)
class Filter:
    """A parameter that narrows a list: how its value is read, and the path that must equal it, or a function that narrows."""

    field: serializers.Field
    by: str | Callable[[QuerySet[Any], Any], QuerySet[Any]]

    def narrow(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """The rows that fit the value."""
        return rows.filter(**{self.by: value}) if isinstance(self.by, str) else self.by(rows, value)


class Table(Protocol):
    """Rows in a fixed order; the first value of each is its place in that order."""

    def count(self) -> int:
        """How many there are."""

    def after(self, place: int, size: int) -> Sequence[tuple[Any, ...]]:
        """The rows that follow a place."""


@dataclass(frozen=True)
class Rows:
    """A table out of the database, in the order in which the rows were made."""

    queryset: QuerySet[Any]
    sources: Sequence[str]

    def count(self) -> int:
        """How many there are."""
        return self.queryset.count()

    def after(self, place: int, size: int) -> Sequence[tuple[Any, ...]]:
        """The rows that follow a place."""
        return list(self.queryset.filter(pk__gt=place).order_by("pk").values_list("pk", *self.sources)[:size])


@dataclass(frozen=True)
class Made:
    """A table that was calculated; a place in it is a number of rows."""

    rows: Sequence[tuple[Any, ...]]

    def count(self) -> int:
        """How many there are."""
        return len(self.rows)

    def after(self, place: int, size: int) -> Sequence[tuple[Any, ...]]:
        """The rows that follow a place."""
        return [(number, *row) for number, row in enumerate(self.rows[place : place + size], start=place + 1)]


class Listing(Door):
    """A list of rows, by the page or as a file."""

    renderer_classes = (Json, Csv, Xlsx, Ndjson)
    row: ClassVar[type[Row]]
    filters: ClassVar[Mapping[str, Filter]] = {}
    name: ClassVar[str]
    told_headers: ClassVar[Mapping[str, str]] = {}  # each with what it tells
    key: ClassVar[str] = ""  # the column that names a row, of a list that tells what changed since a moment

    def __init_subclass__(cls) -> None:
        """The parameters of the address: its filters, and those of paging."""
        since = {"updated_since": SINCE} if cls.key else {}
        cls.parameters = {name: each.field for name, each in cls.filters.items()} | since | PAGING

    @classmethod
    def envelope(cls) -> dict[str, serializers.Field]:
        """What a page is made of."""
        return {
            "results": cls.row(many=True),
            "next_cursor": serializers.CharField(allow_null=True),
            "count": serializers.IntegerField(help_text="Hoeveel rijen er in het geheel zijn."),
        }

    def rows(self, access: Access) -> QuerySet[Any]:
        """Every row that this person may see."""
        raise NotImplementedError

    def table(self, access: Access, asked: Mapping[str, Any]) -> Table:
        """The rows that were asked for."""
        rows = self.rows(access)
        for name, each in self.filters.items():
            if name in asked:
                rows = each.narrow(rows, asked[name])
        columns = self.row.columns()
        if "updated_since" in asked:
            bound = place_of(asked).bound or oldest_running()
            return Changes(rows, self.gone(access), columns, self.key, asked["updated_since"], bound)
        return Rows(rows, list(columns.values()))

    def gone(self, access: Access) -> QuerySet[Any]:
        """The history of rows that this person might have seen; of a list with a `key`."""
        raise NotImplementedError

    def names(self, table: Table) -> list[str]:
        """The columns, and whether a row is gone where changes were asked for."""
        return [*self.row.columns(), *(["deleted"] if isinstance(table, Changes) else [])]

    def read(self, request: Request, access: Access, **_place: Any) -> HttpResponseBase:
        """A page in JSON; the whole list in another format."""
        asked = self.asked(request)
        table = self.table(access, asked)
        renderer = request.accepted_renderer
        if isinstance(renderer, Json):
            return json_answer(self.page(table, asked))
        count = table.count()
        if isinstance(renderer, Xlsx) and count > MOST_XLSX_ROWS:
            raise Refused(format="Zoveel rijen gaan niet in één werkblad: vraag ze als csv.")
        label = f"{self.name} ({renderer.format})"
        note_access(request, programme_id=access.programme_id, action=AccessEntry.Action.EXPORT, label=label, rows=count)
        response = file_answer(renderer, self.name, self.names(table), _batches(table, access))
        if isinstance(table, Changes):
            response.headers["Next-Updated-Since"] = f"x{table.bound}"
        return response

    def page(self, table: Table, asked: Mapping[str, Any]) -> dict[str, Any]:
        """One page, with the cursor of the next one."""
        size = asked.get("page_size", PAGING["page_size"].default)
        found = table.after(place_of(asked).place, size + 1)
        names = self.names(table)
        results = [dict(zip(names, row[1:], strict=True)) for row in found[:size]]
        bound = table.bound if isinstance(table, Changes) else 0
        following = cursor_of(Place(found[size - 1][0], bound)) if len(found) > size else None
        page = {"results": results, "next_cursor": following, "count": table.count()}
        return {**page, "next_updated_since": f"x{bound}"} if bound else page


class Single(Door):
    """One object, with an ETag."""

    row: ClassVar[type[Row]]
    lookup: ClassVar[str]  # the name in the address, and the path that must equal it

    def rows(self, access: Access) -> QuerySet[Any]:
        """Every row that this person may see."""
        raise NotImplementedError

    def read(self, request: Request, access: Access, **place: Any) -> HttpResponseBase:
        """The object; 304 when the asker has it already; unseen and absent are the same 404."""
        self.asked(request)
        response = self.answer(self.find(access, place[self.lookup]))
        return get_conditional_response(request._request, etag=response["ETag"], response=response) or response  # noqa: SLF001 (Django's own request)

    def find(self, access: Access, value: Any) -> dict[str, Any]:
        """The row that the address names. Raises Http404."""
        columns = self.row.columns()
        found = self.rows(access).filter(**{self.lookup: value}).values_list(*columns.values()).first()
        if found is None:
            raise Http404
        return dict(zip(columns, found, strict=True))

    def answer(self, data: Mapping[str, Any], status: int = 200) -> HttpResponse:
        """The object as JSON under its ETag."""
        response = json_answer(data, status)
        response.headers["ETag"] = self.etag(data, response.content)
        return response

    def etag(self, _data: Mapping[str, Any], content: bytes) -> str:
        """Tells two states of the object apart."""
        return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


@dataclass(frozen=True)
class Place:
    """A place in a list, and where it tells changes, the transaction before which it does."""

    place: int = 0
    bound: int = 0


def cursor_of(place: Place) -> str:
    """A place in a list as a plain value that says nothing."""
    return base64.urlsafe_b64encode(f"{place.place}.{place.bound}".encode()).decode().rstrip("=")


def place_of(asked: Mapping[str, Any]) -> Place:
    """The place that the cursor stands for, the beginning without one. Raises Refused for what is none."""
    cursor = asked.get("cursor")
    if cursor is None:
        return Place()
    try:
        found = CURSOR.fullmatch(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii"))
    except ValueError:
        found = None
    if found is None or int(found[1]) >= 2**63:
        raise Refused(cursor="Dit is geen cursor van deze lijst.")
    return Place(int(found[1]), int(found[2]))


def _batches(table: Table, access: Access) -> Iterator[Sequence[tuple[Any, ...]]]:
    """All rows, each batch in a short transaction of its own: a slow reader holds none open."""
    place = 0
    while True:
        with programme_context(access.programme_id, read_only=True, user_id=access.user_id):
            found = table.after(place, BATCH)
        yield [row[1:] for row in found]
        if len(found) < BATCH:
            return
        place = found[-1][0]
