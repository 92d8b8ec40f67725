"""Questions about next steps: what waits, and who may tick it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from schools.enums import SessionState
from schools.models import FollowUp
from schools.models.session import FollowUpQuerySet
from schools.services.sessions import why_not_tick
from warmescholen.accounts.access import Access

DONE_SHOWN = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Step:
    """A next step as one reader sees it; without a reason it can be ticked."""

    row: FollowUp
    why_not: str
    is_late: bool


def listed(access: Access, *, owner: str = "", school: str = "") -> FollowUpQuerySet:
    """Open next steps, the first to be done on top and those without a date last; and what was done lately, after them."""
    recent = timezone.now() - DONE_SHOWN
    rows = FollowUp.objects.visible_to(access).exclude(session__state=SessionState.CANCELLED).exclude(done_at__lt=recent)
    if owner:
        rows = rows.filter(owner=owner)
    if school:
        rows = rows.filter(session__attendances__school__key=school)
    rows = rows.select_related("session__network", "session__school", "session__group", "done_by").prefetch_related("session__attendances")
    return rows.order_by(F("done_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "-session__date", "pk")


def with_reasons(rows: Iterable[FollowUp], access: Access) -> list[Step]:
    """Each with the reason why this reader may not tick it, if there is one."""
    today = timezone.localdate()
    return [Step(row, why_not_tick(row, access), row.done_at is None and row.due_on is not None and row.due_on < today) for row in rows]


def count_late(access: Access) -> int:
    """How many open next steps are past their day."""
    rows = FollowUp.objects.visible_to(access).open().exclude(session__state=SessionState.CANCELLED)
    return rows.filter(due_on__lt=timezone.localdate()).count()
