"""Questions about the access log."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from warmescholen.accounts.access import Access
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.words import midnight

BATCH = 1000


@dataclass(frozen=True)
class Page:
    """Some entries, and the number before which the older ones lie; None at the end."""

    entries: tuple[AccessEntry, ...]
    older: int | None


def find(access: Access, asked: Mapping[str, Any], before: int | None, size: int) -> Page:
    """The newest entries that fit: `who` (`user:12`, or a kind of actor), `action`, `what`, `since`, `until`. One query."""
    rows = _fitting(access, asked)
    found = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: size + 1])
    return Page(tuple(found[:size]), found[size - 1].pk if len(found) > size else None)


def every(access: Access, asked: Mapping[str, Any]) -> Iterator[tuple[AccessEntry, ...]]:
    """All entries that fit, in batches; each asks anew, so that the reader can open a context around it."""
    before, more = None, True
    while more:
        page = find(access, asked, before, BATCH)
        yield page.entries
        before, more = page.older, page.older is not None


def kind_name(entry: AccessEntry) -> str:
    """What kind of thing it was, in Dutch; nothing where it was none."""
    try:
        return str(apps.get_model(entry.object_kind)._meta.verbose_name) if entry.object_kind else ""
    except LookupError:  # a kind that a later version of the platform no longer has
        return entry.object_kind


def _fitting(access: Access, asked: Mapping[str, Any]) -> QuerySet[AccessEntry]:
    rows = AccessEntry.objects.visible_to(access)
    if "who" in asked:
        rows = rows.filter(who=asked["who"]) if ":" in asked["who"] else rows.filter(who__startswith=f"{asked['who']}:")
    if "action" in asked:
        rows = rows.filter(action=asked["action"])
    if "what" in asked:
        rows = rows.filter(Q(object_label__icontains=asked["what"]) | Q(object_id=asked["what"]))
    if "since" in asked:
        rows = rows.filter(created_at__gte=midnight(asked["since"]))
    if "until" in asked:
        rows = rows.filter(created_at__lt=midnight(asked["until"] + datetime.timedelta(days=1)))
    return rows
