"""What the flywheels did: their sprints, and advice beside its answer."""

from __future__ import annotations

import datetime

from django.db.models import Prefetch

from networks.models import Network
from reports.dataset import SprintFacts, Voice
from schools.models import School
from sprints.enums import AdviceKind, SprintState
from sprints.models import Advice, Sprint


def sprints(network: Network | None) -> tuple[SprintFacts, ...]:
    """The sprints of a network's schools, school by school; none in the programme's report, where they would fill pages."""
    if network is None:
        return ()
    rows = Sprint.objects.filter(school__in=_members(network)).select_related("school", "forum")
    rows = rows.prefetch_related(Prefetch("forum__advice", Advice.objects.shown().select_related("answer")))
    ordered = sorted(rows, key=lambda sprint: (sprint.school.position, sprint.starts_on))
    return tuple(_sprint(sprint) for sprint in ordered)


def voices(network: Network | None) -> tuple[Voice, ...]:
    """From each school's last closed sprint, the advice that asked most of it: an objection or concern before a suggestion."""
    if network is None:
        return ()
    weight = {kind: place for place, kind in enumerate(reversed(AdviceKind.values))}
    rows = Advice.objects.shown().filter(forum__sprint__school__in=_members(network), forum__sprint__state=SprintState.CLOSED, answer__isnull=False)
    chosen: dict[int, Advice] = {}
    ordered = rows.select_related("answer", "forum__sprint__school").order_by("forum__sprint__school__position", "-forum__date", "pk")
    for advice in ordered:
        school = advice.forum.sprint.school_id
        best = chosen.get(school)
        if best is None or (best.forum_id == advice.forum_id and weight[advice.kind] < weight[best.kind]):
            chosen[school] = advice
    return tuple(_voice(advice) for advice in chosen.values())


def _members(network: Network) -> list[int]:
    """Every school that ever had a place in the network."""
    return list(School.objects.filter(placements__network=network).values_list("pk", flat=True).distinct())


def _sprint(sprint: Sprint) -> SprintFacts:
    advice = list(sprint.forum.advice.all())
    return SprintFacts(
        school=sprint.school.name,
        title=sprint.title,
        starts_on=_iso(sprint.starts_on),
        forum_on=_iso(sprint.forum.date),
        state=sprint.get_state_display(),
        advice=len(advice),
        answered=sum(hasattr(each, "answer") for each in advice),
    )


def _voice(advice: Advice) -> Voice:
    sprint = advice.forum.sprint
    return Voice(
        school=sprint.school.name,
        sprint=sprint.title,
        who=advice.who,
        kind=advice.get_kind_display(),
        advice=advice.text,
        answer=advice.answer.get_verdict_display(),
        because=advice.answer.because,
    )


def _iso(day: datetime.date) -> str:
    return day.isoformat()
