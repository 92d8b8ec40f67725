"""Verbs for the level that both sides stand by: one proposes, the other confirms."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from indicators.models import Indicator, Rating, RatingProposal, RatingSource, Round
from indicators.models.ratings import SIDE_RIGHT
from indicators.services.ratings import LEVELS, both_finished, hold_open, put
from indicators.services.refusals import RatingChanged, RatingRefused
from schools.models import School
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


@transaction.atomic
def propose_level(
    *,
    round_: Round,
    indicator: Indicator,
    school: School,
    side: RatingSource | str,
    level: int,
    by: Access,
    evidence: str = "",
    version: int = 0,
) -> RatingProposal:
    """Propose the level to agree on, for one side; `version` is the proposal that was read, 0 when there was none.

    A new proposal takes the place of the former one, of either side; an agreed level stands until the new one is confirmed.
    Raises RatingRefused while the two sides are not both finished, RatingChanged when another proposal came since, RoundNotOpen.
    """
    _demand(by, school, RatingSource(side))
    if level not in LEVELS:
        raise RatingRefused("Kies een van de vier niveaus.")
    _demand_ready(round_, school, indicator)
    place = {"programme_id": by.programme_id, "round": round_, "indicator": indicator, "school": school}
    current = RatingProposal.objects.filter(**place).first() or RatingProposal(**place, version=0)
    if current.pk and not current.confirmed_at and (current.source, current.level, current.evidence) == (side, level, evidence.strip()):
        return current
    if current.version != version:
        raise RatingChanged(current if current.pk else None)
    current.source, current.level, current.evidence, current.proposed_by_id = RatingSource(side), level, evidence.strip(), by.user_id
    current.confirmed_by_id, current.confirmed_at = None, None
    current.version += 1
    current.save()
    return current


@transaction.atomic
def confirm_level(*, proposal: RatingProposal, side: RatingSource | str, version: int, by: Access, on: datetime.date | None = None) -> Rating:
    """Agree with what the other side proposes, today or `on` another day: it becomes the agreed level. `version` is the proposal that was read.

    Raises RatingRefused for the side that proposed it, RatingChanged when another proposal came since, RoundNotOpen.
    """
    _demand(by, proposal.school, RatingSource(side))
    hold_open(round_=proposal.round, school=proposal.school)
    current = RatingProposal.objects.select_for_update().get(pk=proposal.pk)
    if current.version != version:
        raise RatingChanged(current)
    if current.source == side:
        raise RatingRefused("Dit is een voorstel van je eigen kant: de andere kant bevestigt het.")
    if current.confirmed_at is None:
        current.confirmed_at, current.confirmed_by_id = timezone.now(), by.user_id
        current.save()
    return _agree(current, by, on or timezone.localdate())


@transaction.atomic
def propose_equal_levels(*, round_: Round, school: School, side: RatingSource | str, by: Access) -> list[RatingProposal]:
    """Propose, in one go, every level on which the two sides already say the same and nothing stands proposed or agreed."""
    _demand(by, school, RatingSource(side))
    _demand_ready(round_, school)  # before anything is compared: that they are equal would tell the other side's level
    rows = Rating.objects.filter(programme_id=by.programme_id, round=round_, school=school).select_related("indicator")
    said = {(row.source, row.indicator): row.level for row in rows}
    waiting = set(RatingProposal.objects.filter(round=round_, school=school).values_list("indicator_id", flat=True))
    equal = [
        (indicator, level)
        for (source, indicator), level in said.items()
        if source == RatingSource.ADVISER and said.get((RatingSource.SCHOOL, indicator)) == level
    ]
    return [
        propose_level(round_=round_, indicator=indicator, school=school, side=side, level=level, by=by)
        for indicator, level in equal
        if indicator.pk not in waiting and (RatingSource.AGREED, indicator) not in said
    ]


@transaction.atomic
def confirm_levels(*, proposals: Collection[tuple[RatingProposal, int]], side: RatingSource | str, by: Access) -> list[Rating]:
    """Confirm several proposals of the other side, each with the version that was read: all of them, or none."""
    return [confirm_level(proposal=proposal, side=side, version=version, by=by) for proposal, version in proposals]


def _demand(by: Access, school: School, side: RatingSource) -> None:
    by.demand(Permission.AGREE_RATING, school)
    by.demand(SIDE_RIGHT[side], school)


def _demand_ready(round_: Round, school: School, indicator: Indicator | None = None) -> None:
    hold_open(round_=round_, school=school, indicator=indicator)
    if not both_finished(round_, school):
        raise RatingRefused("Een niveau afspreken kan zodra school en adviseur allebei klaar zijn met inschalen.")


def _agree(proposal: RatingProposal, by: Access, on: datetime.date) -> Rating:
    where = {"programme_id": proposal.programme_id, "round_id": proposal.round_id, "indicator_id": proposal.indicator_id}
    row = Rating(**where, school_id=proposal.school_id, source=RatingSource.AGREED, version=0)
    there = Rating.objects.filter(**where, school_id=proposal.school_id, source=RatingSource.AGREED).first()
    values = {"level": proposal.level, "evidence": proposal.evidence, "rated_on": on, "rated_by_id": by.user_id}
    return put(row, values, version=there.version if there else 0)
