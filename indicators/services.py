"""Verbs for definitions, rounds, ratings and points of attention."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction

from indicators.models import (
    AttentionPoint,
    Indicator,
    IndicatorVersion,
    Level,
    LevelDescriptor,
    Rating,
    RatingSource,
    Round,
    RoundIndicator,
    RoundNetwork,
    RoundTransition,
    Scale,
)
from networks.models import Network
from schools.models import School
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission

RATING_RIGHT = {
    RatingSource.ADVISER: Permission.RATE_AS_ADVISER,
    RatingSource.SCHOOL: Permission.RATE_AS_SCHOOL,
    RatingSource.AGREED: Permission.AGREE_RATING,
}


class RoundNotOpen(ValueError):
    """The round takes no ratings, or cannot change state like this; the message says why, in Dutch."""


@transaction.atomic
def define_scale(*, names: Sequence[str], by: Access) -> Scale:
    """A new version of the programme's four levels, from the furthest to the least far."""
    by.demand(Permission.MANAGE_ROUNDS)
    version = Scale.objects.filter(programme_id=by.programme_id).count() + 1
    scale = Scale.objects.create(programme_id=by.programme_id, version=version)
    Level.objects.bulk_create(
        Level(programme_id=by.programme_id, scale=scale, number=number, name=name) for number, name in enumerate(names, start=1)
    )
    return scale


@transaction.atomic
def define_indicator(*, number: int, short_name: str, statement: str, scale: Scale, descriptors: Sequence[str], by: Access) -> IndicatorVersion:
    """A new indicator, or a new wording of one, with what one sees on each level (in the order of the levels)."""
    by.demand(Permission.MANAGE_ROUNDS)
    tenant = by.programme_id
    indicator, _made = Indicator.objects.get_or_create(programme_id=tenant, number=number)
    version = IndicatorVersion.objects.create(
        programme_id=tenant, indicator=indicator, version=indicator.versions.count() + 1, short_name=short_name, statement=statement
    )
    LevelDescriptor.objects.bulk_create(
        LevelDescriptor(programme_id=tenant, indicator_version=version, level=level, text=text)
        for level, text in zip(scale.levels.all(), descriptors, strict=True)
    )
    return version


@transaction.atomic
def open_round(
    *,
    name: str,
    opens_on: datetime.date,
    closes_on: datetime.date,
    scale: Scale,
    versions: Sequence[IndicatorVersion],
    by: Access,
    networks: Sequence[Network] = (),
) -> Round:
    """Open a round over these versions of the indicators, for some networks, or for the whole programme when none is named."""
    _demand_rounds(by, networks)
    tenant = by.programme_id
    number = Round.objects.filter(programme_id=tenant).count() + 1
    round_ = Round.objects.create(
        programme_id=tenant, number=number, name=name, opens_on=opens_on, closes_on=closes_on, scale=scale, state=Round.State.OPEN
    )
    RoundIndicator.objects.bulk_create(RoundIndicator(programme_id=tenant, round=round_, indicator_version=version) for version in versions)
    RoundNetwork.objects.bulk_create(RoundNetwork(programme_id=tenant, round=round_, network=network) for network in networks)
    _note(round_, Round.State.OPEN, "", by)
    return round_


@transaction.atomic
def close_round(*, round_: Round, by: Access) -> None:
    """Freeze the ratings of a round. Raises RoundNotOpen when it is not open."""
    _demand_rounds(by, round_.networks())
    _move(round_, Round.State.OPEN, Round.State.CLOSED, "Deze meetronde is niet open.")
    _note(round_, Round.State.CLOSED, "", by)


@transaction.atomic
def reopen_round(*, round_: Round, reason: str, by: Access) -> None:
    """Take ratings again in a closed round. Raises RoundNotOpen when it is not closed, or no reason is given."""
    _demand_rounds(by, round_.networks())
    if not reason.strip():
        message = "Zeg waarom je de meetronde heropent."
        raise RoundNotOpen(message)
    _move(round_, Round.State.CLOSED, Round.State.OPEN, "Deze meetronde is niet gesloten.")
    _note(round_, Round.State.OPEN, reason, by)


@transaction.atomic
def rate(
    *,
    round_: Round,
    indicator: Indicator,
    school: School,
    source: RatingSource,
    level: int,
    rated_on: datetime.date,
    by: Access,
    evidence: str = "",
) -> Rating:
    """Set the level of a school on an indicator, from one source. Raises RoundNotOpen once the round is closed."""
    by.demand(RATING_RIGHT[source], school)
    if Round.objects.select_for_update(of=("self",)).get(pk=round_.pk).state != Round.State.OPEN:
        message = "Deze meetronde is gesloten: een niveau kan niet meer veranderen."
        raise RoundNotOpen(message)
    rating, made = Rating.objects.get_or_create(
        programme_id=by.programme_id,
        round=round_,
        indicator=indicator,
        school=school,
        source=source,
        defaults={"level": level, "rated_on": rated_on, "rated_by_id": by.user_id, "evidence": evidence},
    )
    if not made:
        rating.level, rating.rated_on, rating.rated_by_id, rating.evidence = level, rated_on, by.user_id, evidence
        rating.version += 1
        rating.save()
    return rating


@transaction.atomic
def add_point(*, indicator: Indicator, network: Network | None, text: str, position: int, by: Access) -> AttentionPoint:
    """Add a point of attention that is chosen for the rapportage."""
    by.demand(Permission.WRITE_REPORT, network)
    return AttentionPoint.objects.create(
        programme_id=by.programme_id,
        indicator=indicator,
        network=network,
        text=text,
        position=position,
        state=AttentionPoint.State.CHOSEN,
    )


def _demand_rounds(by: Access, networks: Sequence[Network]) -> None:
    """A round over some networks is their coordinators' matter; one over the whole programme is the programme's."""
    for network in networks or (None,):
        by.demand(Permission.MANAGE_ROUNDS, network)


def _move(round_: Round, former: Round.State, new: Round.State, refusal: str) -> None:
    if not Round.objects.filter(pk=round_.pk, state=former).update(state=new):
        raise RoundNotOpen(refusal)
    round_.state = new


def _note(round_: Round, state: Round.State, reason: str, by: Access) -> None:
    RoundTransition.objects.create(programme_id=by.programme_id, round=round_, to_state=state, reason=reason, by_id=by.user_id)
