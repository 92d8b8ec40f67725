"""Verbs for initiatives."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from django.db import transaction

from indicators.models import Indicator
from sprints.enums import InitiativeState
from sprints.models import Initiative, InitiativeIndicator, Sprint
from sprints.services.common import SprintRefused, demand_open, demand_unchanged
from warmescholen.accounts.access import Access

# The states in which a person can put an initiative; the others come with the close of its sprint.
MOVABLE = (InitiativeState.PLANNED, InitiativeState.BUSY, InitiativeState.DONE, InitiativeState.STOPPED)


@transaction.atomic
def add_initiative(
    *,
    sprint: Sprint,
    title: str,
    text: str,
    blocks: Sequence[str],
    indicators: Collection[Indicator],
    owner: str,
    by: Access,
    state: str = InitiativeState.PLANNED,
    outcome: str = "",
) -> Initiative:
    """Add an initiative to a sprint that is not closed."""
    demand_open(sprint, by)
    initiative = Initiative.objects.create(
        programme_id=by.programme_id,
        sprint=sprint,
        title=title,
        text=text,
        blocks=list(blocks),
        owner=owner,
        state=state,
        outcome=outcome,
        position=sprint.initiatives.count() + 1,
    )
    _aim_at(initiative, indicators)
    return initiative


@transaction.atomic
def change_initiative(
    *,
    initiative: Initiative,
    title: str,
    text: str,
    blocks: Sequence[str],
    indicators: Collection[Indicator],
    owner: str,
    outcome: str,
    by: Access,
    seen: datetime.datetime | None = None,
) -> Initiative:
    """Change what an initiative is. Raises ChangedMeanwhile when it is newer than `seen`."""
    demand_open(initiative.sprint, by)
    demand_unchanged(initiative, seen)
    initiative.title, initiative.text, initiative.blocks = title, text, list(blocks)
    initiative.owner, initiative.outcome = owner, outcome
    initiative.save()
    initiative.indicator_links.all().delete()
    _aim_at(initiative, indicators)
    return initiative


@transaction.atomic
def move_initiative(*, initiative: Initiative, state: str, by: Access) -> Initiative:
    """Put an initiative in another state. Raises SprintRefused for a state that only comes with the close."""
    demand_open(initiative.sprint, by)
    if state not in MOVABLE:
        raise SprintRefused("Kies te doen, bezig, klaar of gestopt.")
    initiative.refresh_from_db()
    initiative.state = state
    initiative.save()
    return initiative


def take_over(*, initiative: Initiative, sprint: Sprint) -> Initiative:
    """Copy what an earlier sprint of the school left over into a new one; the earlier stays as it was. Part of starting a sprint."""
    if initiative.state != InitiativeState.CARRIED or initiative.sprint.school_id != sprint.school_id:
        raise SprintRefused("Alleen wat een vorige sprint van deze school meegaf, gaat mee.")
    copied = Initiative.objects.create(
        programme_id=sprint.programme_id,
        sprint=sprint,
        title=initiative.title,
        text=initiative.text,
        blocks=initiative.blocks,
        owner=initiative.owner,
        carried_from=initiative,
        position=sprint.initiatives.count() + 1,
    )
    _aim_at(copied, [link.indicator for link in initiative.indicator_links.select_related("indicator")])
    return copied


def _aim_at(initiative: Initiative, indicators: Collection[Indicator]) -> None:
    InitiativeIndicator.objects.bulk_create(
        InitiativeIndicator(programme_id=initiative.programme_id, initiative=initiative, indicator=indicator) for indicator in indicators
    )
