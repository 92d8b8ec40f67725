"""Verbs for one side's levels of a school."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import QuerySet

from indicators.models import Indicator, Rating, RatingFinish, RatingSource, Round
from indicators.models.ratings import SIDE_RIGHT
from indicators.services.refusals import RatingChanged, RatingRefused, RoundNotOpen
from schools.models import School
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission

LEVELS = range(1, 5)


@transaction.atomic
def rate(
    *,
    round_: Round,
    indicator: Indicator,
    school: School,
    source: RatingSource | str,
    level: int,
    rated_on: datetime.date,
    by: Access,
    evidence: str = "",
    version: int = 0,
) -> Rating:
    """Set the level of a school on an indicator, from one side; `version` is the one that was read, 0 when there was none.

    Saving what already stands there changes nothing. Raises RatingChanged when a colleague of the same side saved something else since,
    RatingRefused when the side is finished with the school or the round is not about it, RoundNotOpen when the round takes no ratings.
    An agreed level is set by both sides (`propose_level`, `confirm_level`); only who manages rounds of the whole programme enters it
    directly, for a round that was held on paper.
    """
    _demand(by, RatingSource(source), school)
    if level not in LEVELS:
        raise RatingRefused("Kies een van de vier niveaus.")
    hold_open(round_=round_, school=school, indicator=indicator)
    _demand_unfinished(round_, school, source)
    return put(
        Rating(programme_id=by.programme_id, round=round_, indicator=indicator, school=school, source=source, version=0),
        {"level": level, "rated_on": rated_on, "rated_by_id": by.user_id, "evidence": evidence.strip()},
        version=version,
    )


@transaction.atomic
def withdraw_rating(*, round_: Round, indicator: Indicator, school: School, source: RatingSource | str, version: int, by: Access) -> None:
    """Tell no level after all; the history keeps what was told. Raises as `rate` does, and nothing when there is no level."""
    _demand(by, RatingSource(source), school)
    hold_open(round_=round_, school=school, indicator=indicator)
    _demand_unfinished(round_, school, source)
    current = Rating.objects.filter(programme_id=by.programme_id, round=round_, indicator=indicator, school=school, source=source).first()
    if current is None:
        return
    if current.version != version:
        raise RatingChanged(current)
    current.delete()


@transaction.atomic
def finish_side(*, round_: Round, school: School, side: RatingSource | str, by: Access) -> bool:
    """Say that a side is finished with a school, with every level, some, or none; tells whether both sides are now.

    From then on the side's levels stand, and once both are finished each sees the other's. Raises RoundNotOpen.
    """
    by.demand(SIDE_RIGHT[RatingSource(side)], school)
    hold_open(round_=round_, school=school)
    defaults = {"finished_by_id": by.user_id}
    RatingFinish.objects.get_or_create(programme_id=by.programme_id, round=round_, school=school, source=side, defaults=defaults)
    return both_finished(round_, school)


@transaction.atomic
def take_back_finish(*, round_: Round, school: School, side: RatingSource | str, by: Access) -> None:
    """Go on rating after all. Raises RatingRefused once the other side is finished too: the levels have been seen."""
    by.demand(SIDE_RIGHT[RatingSource(side)], school)
    hold_open(round_=round_, school=school)
    if both_finished(round_, school):
        raise RatingRefused("Jullie zijn allebei klaar en zagen elkaars niveaus. Spreek nu samen een niveau af.")
    _finishes(round_, school).filter(source=side).delete()


def both_finished(round_: Round, school: School) -> bool:
    """Whether both sides are finished with the school."""
    return _finishes(round_, school).count() == len(SIDE_RIGHT)


def hold_open(*, round_: Round, school: School, indicator: Indicator | None = None) -> None:
    """Keep the round open and the school to oneself until the transaction ends, so that nothing lands after a close or a finish.

    Raises RoundNotOpen when the round takes no ratings, RatingRefused when it is not about the school or the indicator.
    """
    states = list(Round.objects.raw("SELECT id, state FROM indicators_round WHERE id = %s FOR SHARE", [round_.pk]))
    if not states or states[0].state != Round.State.OPEN:
        raise RoundNotOpen("Deze meetronde is niet open: een niveau kan niet veranderen.")
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    if not round_.is_about(school):
        raise RatingRefused("Deze meetronde is niet voor deze school.")
    if indicator is not None and not round_.indicator_links.filter(indicator_version__indicator=indicator).exists():
        raise RatingRefused("Deze meetronde kijkt niet naar deze indicator.")


def put(row: Rating, values: dict[str, object], *, version: int) -> Rating:
    """Write the row that stands in this place, or the first one, unless somebody else wrote since `version` was read."""
    same = {name: getattr(row, f"{name}_id") for name in ("programme", "round", "indicator", "school")}
    current = Rating.objects.filter(**same, source=row.source).first() or row
    if current.pk is not None and all(getattr(current, name) == values[name] for name in ("level", "evidence", "rated_on")):
        return current
    if current.version != version:
        raise RatingChanged(current if current.pk else None)
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    return current


def _demand(by: Access, source: RatingSource, school: School) -> None:
    if source in SIDE_RIGHT:
        by.demand(SIDE_RIGHT[source], school)
        return
    by.demand(Permission.AGREE_RATING, school)
    if not by.everywhere(Permission.MANAGE_ROUNDS):
        raise RatingRefused("Een afgesproken niveau leggen school en adviseur samen vast: de ene stelt voor, de andere bevestigt.")


def _demand_unfinished(round_: Round, school: School, source: RatingSource | str) -> None:
    if _finishes(round_, school).filter(source=source).exists():
        raise RatingRefused("Je kant is klaar met deze school. Neem dat eerst terug als je nog iets wil veranderen.")


def _finishes(round_: Round, school: School) -> QuerySet[RatingFinish]:
    return RatingFinish.objects.filter(programme_id=round_.programme_id, round=round_, school=school)
