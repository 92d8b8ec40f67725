"""The record, for who may read it: what changed, and who saw what."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from schools.guards import Request, needs
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.audit import changes, entries
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.services import note_access
from warmescholen.files.cells import Value, csv_cell
from warmescholen.home.record.forms import AccessForm, HistoryForm
from warmescholen.tenancy.context import programme_context

PAGE = 50
HISTORY_COLUMNS = ("tijdstip", "wie", "wie (kenmerk)", "wat", "nummer", "naam", "gebeurtenis", "veld", "was", "werd", "verzoek")
ACCESS_COLUMNS = ("tijdstip", "wie", "wie (kenmerk)", "handeling", "soort", "nummer", "wat", "rijen", "adres", "netwerk", "verzoek")


@require_GET
@needs(Permission.READ_RECORD)
def history(request: Request) -> HttpResponse:
    """What changed, newest first, narrowed by who, what and when."""
    form = HistoryForm(request.GET, programme=request.programme)
    if not form.is_valid():
        return render(request, "home/record/history.html", {"form": form}, status=400)
    page = changes.find(request.access, _from_here(form.wanted(), request), PAGE)
    return render(request, "home/record/history.html", {"form": form, "page": page, "older": _written(page)})


@require_GET
@needs(Permission.READ_RECORD)
def object_history(request: Request, room: str, noun: str, pk: int) -> HttpResponse:
    """Everything that happened to one thing and to what is part of it; a thing without a history does not exist."""
    kind = f"{room}.{noun}"
    if kind not in changes.kinds():
        raise Http404
    wanted = changes.Wanted(kind=kind, object_id=pk, with_parts=True)
    page = changes.find(request.access, _from_here(wanted, request), PAGE)
    if not page.changes:
        raise Http404
    own = changes.find(request.access, changes.Wanted(kind=kind, object_id=pk), 1)
    context = {"page": page, "older": _written(page), "thing": own.changes[0] if own.changes else None, "kind_name": changes.kinds()[kind]}
    return render(request, "home/record/object_history.html", context)


@require_GET
@needs(Permission.READ_RECORD)
def history_file(request: Request) -> HttpResponseBase:
    """What the search finds, all of it, for a spreadsheet: one line per field."""
    form = HistoryForm(request.GET, programme=request.programme)
    if not form.is_valid():
        return render(request, "home/record/history.html", {"form": form}, status=400)
    note_access(request, programme_id=request.programme.pk, action=AccessEntry.Action.EXPORT, label=_asked("geschiedenis", form))
    return _file("geschiedenis", HISTORY_COLUMNS, _history_lines(request.access, form.wanted()))


@require_GET
@needs(Permission.READ_RECORD)
def access_log(request: Request) -> HttpResponse:
    """Who saw, took along or used what, newest first."""
    form = AccessForm(request.GET, programme=request.programme)
    if not form.is_valid():
        return render(request, "home/record/access_log.html", {"form": form}, status=400)
    page = entries.find(request.access, form.asked(), _number(request.GET.get("voor", "")), PAGE)
    return render(request, "home/record/access_log.html", {"form": form, "page": page})


@require_GET
@needs(Permission.READ_RECORD)
def access_file(request: Request) -> HttpResponseBase:
    """What the search finds, all of it, for a spreadsheet."""
    form = AccessForm(request.GET, programme=request.programme)
    if not form.is_valid():
        return render(request, "home/record/access_log.html", {"form": form}, status=400)
    note_access(request, programme_id=request.programme.pk, action=AccessEntry.Action.EXPORT, label=_asked("toegangslogboek", form))
    return _file("toegang", ACCESS_COLUMNS, _access_lines(request.access, form.asked()))


def _history_lines(access: Access, wanted: changes.Wanted) -> Iterator[tuple[Value, ...]]:
    batches = changes.every(access, wanted)
    while (batch := _next(batches, access)) is not None:
        for change in batch:
            common = (change.kind_name, change.object_id, change.label, change.action_name)
            who = (timezone.localtime(change.at), change.who_label, change.who)
            for field in change.fields or (changes.FieldChange("", None, None),):
                yield (*who, *common, field.name, field.old, field.new, change.request)


def _access_lines(access: Access, asked: dict[str, Any]) -> Iterator[tuple[Value, ...]]:
    batches = entries.every(access, asked)
    while (batch := _next(batches, access)) is not None:
        for each in batch:
            what = (each.get_action_display(), entries.kind_name(each), each.object_id, each.object_label, each.rows)
            yield (timezone.localtime(each.created_at), each.who_label, each.who, *what, each.path, each.ip, each.request)


def _next(batches: Iterator[tuple[Any, ...]], access: Access) -> tuple[Any, ...] | None:
    """A batch in a short transaction of its own: the answer streams after that of the door has ended."""
    with programme_context(access.programme_id, read_only=True, user_id=access.user_id):
        return next(batches, None)


def _file(name: str, columns: Iterable[str], lines: Iterator[tuple[Value, ...]]) -> StreamingHttpResponse:
    writer = csv.writer(_Echo())
    rows = (writer.writerow([csv_cell(value) for value in line]) for line in lines)
    headers = {"Content-Disposition": f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'}
    return StreamingHttpResponse(_all(writer.writerow(columns), rows), content_type="text/csv; charset=utf-8", headers=headers)


def _all(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


class _Echo:
    """What the writer writes is what its call returns."""

    def write(self, text: str) -> str:
        return text


def _asked(what: str, form: AccessForm | HistoryForm) -> str:
    """The export in words: what was asked for, so that the log tells what somebody took along."""
    told = [f"{form.fields[name].label}: {value}" for name, value in form.asked().items()]
    return ", ".join([f"{what} als csv", *told])


def _from_here(wanted: changes.Wanted, request: Request) -> changes.Wanted:
    """The same question, from the place where the former page ended."""
    moment, _, rest = request.GET.get("voor", "").partition(" ")
    kind, _, number = rest.partition(" ")
    parsed, place = _moment(moment), _number(number)
    if parsed is None or place is None:
        return wanted
    return replace(wanted, before=(parsed, kind, place))


def _moment(text: str) -> datetime.datetime | None:
    try:
        parsed = parse_datetime(text)
    except ValueError:
        return None
    return parsed if parsed and timezone.is_aware(parsed) else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _written(page: changes.Page | None) -> str:
    """A place as an address holds it."""
    if page is None or page.older is None:
        return ""
    moment, kind, number = page.older
    return f"{moment.astimezone(datetime.UTC).isoformat()} {kind} {number}"
