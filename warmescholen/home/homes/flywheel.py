"""The flywheel's day: where are we in the sprint, what is open, which advice waits, what the last forum said."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from schools.enums import FollowUpOwner
from schools.models import FollowUp, School
from sprints.enums import AdviceState, SprintState
from sprints.models import Advice, Forum, Initiative, Sprint
from sprints.queries import SprintRow, sprint_rows
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


@dataclass(frozen=True)
class SchoolHome:
    """One school of the flywheel: its running sprint, or none."""

    school: School
    row: SprintRow | None
    initiatives: list[Initiative]
    unanswered: list[Advice]
    waiting: int
    last_forum: Forum | None
    follow_ups: list[FollowUp]

    @property
    def days_to_forum(self) -> int | None:
        """Days until the forum; negative when it lies behind us."""
        return None if self.row is None else (self.row.sprint.forum.date - self.row.weeks.today).days


def flywheel_home(access: Access, today: datetime.date) -> list[SchoolHome]:
    """The schools whose flywheel this person is part of; a fixed number of queries."""
    schools = list(School.objects.visible_to(access).filter(pk__in=access.schools(Permission.CHANGE_SPRINT)))
    own = Sprint.objects.visible_to(access).filter(school__in=schools).select_related("school", "forum")
    rows = {row.sprint.school_id: row for row in sprint_rows(own.open().order_by("-starts_on"), today)}
    sprints = [row.sprint for row in rows.values()]
    initiatives = list(Initiative.objects.visible_to(access).open().filter(sprint__in=sprints))
    advice = Advice.objects.visible_to(access).filter(forum__sprint__in=sprints, answer__isnull=True).select_related("forum")
    unanswered = list(advice.exclude(state=AdviceState.SET_ASIDE))
    held = Forum.objects.visible_to(access).filter(sprint__school__in=schools, sprint__state=SprintState.CLOSED, held_at__isnull=False)
    last = {forum.sprint.school_id: forum for forum in held.select_related("sprint").order_by("date")}
    steps = FollowUp.objects.visible_to(access).filter(owner=FollowUpOwner.SCHOOL, done_at__isnull=True, session__school__in=schools)
    follow_ups = list(steps.select_related("session").order_by("due_on", "pk"))
    found = []
    for school in schools:
        row = rows.get(school.pk)
        here = [each for each in unanswered if row and each.forum.sprint_id == row.sprint.pk]
        found.append(
            SchoolHome(
                school=school,
                row=row,
                initiatives=[each for each in initiatives if row and each.sprint_id == row.sprint.pk],
                unanswered=[each for each in here if each.state == AdviceState.SHOWN],
                waiting=sum(each.state == AdviceState.WAITING for each in here),
                last_forum=last.get(school.pk),
                follow_ups=[each for each in follow_ups if each.session.school_id == school.pk],
            )
        )
    return found
