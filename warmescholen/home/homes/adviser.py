"""The adviser's day: what is planned this week, what was promised, who was not seen for long."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import F, Q

from schools.enums import FollowUpOwner, SessionState
from schools.models import FollowUp, School, Session
from sprints.models import Sprint
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.home.homes.attention import Quiet, quiet_schools

WEEK = datetime.timedelta(weeks=1)
SHOWN = 6


@dataclass(frozen=True)
class AdviserHome:
    """What an adviser needs in a car park."""

    today: datetime.date
    sessions: list[Session]
    following: Session | None
    follow_ups: list[FollowUp]
    late: int
    quiet: list[Quiet]
    more_quiet: int
    forums: list[Sprint]


def adviser_home(access: Access, today: datetime.date) -> AdviserHome:
    """The adviser's own week; a fixed number of queries."""
    monday = today - datetime.timedelta(days=today.weekday())
    mine = Session.objects.visible_to(access).filter(adviser_links__user=access.user_id).exclude(state=SessionState.CANCELLED)
    mine = mine.select_related("network", "school", "group").order_by("date", "pk")
    due = FollowUp.objects.visible_to(access).filter(owner=FollowUpOwner.ADVISER, done_at__isnull=True, session__adviser_links__user=access.user_id)
    due = due.filter(Q(due_on__isnull=True) | Q(due_on__lt=today + WEEK)).select_related("session__school", "session__network", "session__group")
    follow_ups = list(due.order_by(F("due_on").asc(nulls_last=True), "pk"))
    schools = School.objects.visible_to(access).filter(pk__in=access.schools(Permission.LOG_SESSION))
    quiet = quiet_schools(schools, today)
    sprints = Sprint.objects.visible_to(access).open().filter(forum__date__range=(today, today + 3 * WEEK))
    return AdviserHome(
        today=today,
        sessions=list(mine.filter(date__range=(monday, monday + datetime.timedelta(days=6)))),
        following=mine.filter(date__gt=monday + datetime.timedelta(days=6), state=SessionState.PLANNED).first(),
        follow_ups=follow_ups,
        late=sum(each.due_on is not None and each.due_on < today for each in follow_ups),
        quiet=quiet[:SHOWN],
        more_quiet=max(0, len(quiet) - SHOWN),
        forums=list(sprints.select_related("school", "forum").order_by("forum__date", "pk")),
    )
