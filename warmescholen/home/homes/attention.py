"""What asks for attention: schools that were not seen for long, forums that passed without a word."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from schools.enums import SessionState
from schools.models import Attendance, School
from schools.queries.schools import QUIET_WEEKS
from schools.school_year import school_weeks_since
from sprints.models import Sprint
from warmescholen.accounts.access import Access


@dataclass(frozen=True)
class Quiet:
    """A school that was not seen for this many school weeks; None when there never was a session."""

    school: School
    weeks: int | None


def quiet_schools(schools: Iterable[School], today: datetime.date) -> list[Quiet]:
    """The schools that were not seen for long, those that wait longest first; one query."""
    found = list(schools)
    held = Attendance.objects.filter(school__in=found, session__state=SessionState.HELD, session__date__lte=today)
    last = dict(held.values_list("school").annotate(last=Max("session__date")))
    weeks = [Quiet(school, school_weeks_since(last[school.pk], today) if school.pk in last else None) for school in found]
    long = [each for each in weeks if each.weeks is None or each.weeks >= QUIET_WEEKS]
    return sorted(long, key=lambda each: (each.weeks is not None, -(each.weeks or 0)))


def silent_forums(access: Access, today: datetime.date) -> QuerySet[Sprint]:
    """Sprints whose forum lies behind us and of which nobody noted that it was held."""
    rows = Sprint.objects.visible_to(access).open().filter(forum__date__lt=today, forum__held_at__isnull=True)
    return rows.select_related("school", "forum").order_by("forum__date", "pk")
