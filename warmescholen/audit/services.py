"""The access log's one writer.

How to use it: a view that hands out personal data, a file or an export says so, anywhere inside its door:

    note_access(request, programme_id=request.programme.pk, action=AccessEntry.Action.DOWNLOAD, target=rendition)

The database refuses writes while a GET is answered, so the note waits on the request; the middleware writes all notes in a
transaction of their own as soon as the view has answered, before the first byte of a streaming answer goes out. When it cannot be
written the answer is not given. Who it was comes from the actor at work (`audit.actors`): a view that lets a key or a guest in calls
`become` first. Commands and jobs have no request and call `write_access`, outside any reading transaction.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from warmescholen.audit.actors import current
from warmescholen.audit.models import AccessEntry
from warmescholen.tenancy.context import programme_context

PENDING = "access_notes"  # the attribute of a request on which notes wait, there while the middleware is around


def note_access(
    request: HttpRequest,
    *,
    programme_id: int,
    action: AccessEntry.Action,
    target: Model | None = None,
    label: str = "",
    rows: int | None = None,
) -> None:
    """Note that the actor at work saw or took something; `label` says what where there is no one row, `rows` how many it were."""
    entry = _entry(programme_id, action, target, label, rows)
    pending: list[AccessEntry] | None = getattr(_plain(request), PENDING, None)
    if pending is None:
        _write([entry])
    else:
        pending.append(entry)


def write_access(*, programme_id: int, action: AccessEntry.Action, target: Model | None = None, label: str = "", rows: int | None = None) -> None:
    """The same for commands and jobs: written at once, in a transaction of its own where there is none."""
    _write([_entry(programme_id, action, target, label, rows)])


def begin_notes(request: HttpRequest) -> None:
    """Let notes wait on this request until `flush_notes`."""
    setattr(request, PENDING, [])


def flush_notes(request: HttpRequest) -> None:
    """Write what waits; what is noted later, while an answer streams, is written at once."""
    pending = getattr(request, PENDING)
    setattr(request, PENDING, None)
    _write(pending)


def _entry(programme_id: int, action: AccessEntry.Action, target: Model | None, label: str, rows: int | None) -> AccessEntry:
    actor = current()
    values: dict[str, Any] = {"label": actor.label, "object_label": label or ("" if target is None else str(target)), "path": actor.path}
    return AccessEntry(
        programme_id=programme_id,
        who=actor.who,
        who_label=values["label"][:200],
        action=action,
        object_kind="" if target is None else target._meta.label_lower,
        object_id="" if target is None else str(target.pk),
        object_label=values["object_label"][:300],
        rows=rows,
        path=values["path"][:300],
        request=actor.request,
        ip=actor.ip,
    )


def _write(entries: list[AccessEntry]) -> None:
    for programme_id in {entry.programme_id for entry in entries}:
        with programme_context(programme_id):
            AccessEntry.objects.bulk_create(entry for entry in entries if entry.programme_id == programme_id)


def _plain(request: HttpRequest) -> HttpRequest:
    """Django's own request, also inside the one of the REST framework."""
    return getattr(request, "_request", request)
