"""Sprints in a list, each at a glance; and what a form of an initiative can choose from."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from indicators.models import Indicator, IndicatorVersion
from sprints.enums import OPEN_STATES
from sprints.models import Advice, Initiative, Sprint
from sprints.queries.weeks import Ruler, headline, ruler


@dataclass(frozen=True)
class SprintRow:
    """A sprint at a glance: where it is, what is still open in it, which advice waits."""

    sprint: Sprint
    weeks: Ruler
    open: int
    total: int
    unanswered: int

    @property
    def headline(self) -> str:
        """Where it stands, in a few words."""
        return headline(self.sprint, self.weeks)

    @property
    def done(self) -> int:
        """How many initiatives need no more work."""
        return self.total - self.open


def sprint_rows(sprints: QuerySet[Sprint] | Iterable[Sprint], today: datetime.date) -> list[SprintRow]:
    """Each sprint with its counts; a fixed number of queries. The sprints come with school and forum."""
    found = list(sprints)
    total: Counter[int] = Counter()
    still: Counter[int] = Counter()
    for sprint_id, state in Initiative.objects.filter(sprint__in=found).values_list("sprint_id", "state"):
        total[sprint_id] += 1
        still[sprint_id] += state in OPEN_STATES
    unanswered = Counter(Advice.objects.unanswered().filter(forum__sprint__in=found).values_list("forum__sprint_id", flat=True))
    return [SprintRow(each, ruler(each, each.forum.date, today), still[each.pk], total[each.pk], unanswered[each.pk]) for each in found]


def indicator_names(programme_id: int) -> list[tuple[Indicator, str]]:
    """The indicators of the programme with how they are worded last, in order."""
    versions = IndicatorVersion.objects.filter(programme_id=programme_id).select_related("indicator").order_by("indicator__number", "pk")
    return list({version.indicator: f"{version.indicator.number} {version.short_name}" for version in versions}.items())
