"""Verbs for points of attention: advisers propose, the coordinator merges, words and chooses."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from indicators.models import AttentionPoint, Indicator
from indicators.services.refusals import PointChanged, RatingRefused
from networks.models import Network
from schools.models import Session
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission

State = AttentionPoint.State


@transaction.atomic
def propose_point(*, indicator: Indicator, network: Network | None, text: str, by: Access, session: Session | None = None) -> AttentionPoint:
    """Propose what was learned about an indicator in a network, or in the whole programme. Raises RatingRefused without a text."""
    by.demand(Permission.RATE_AS_ADVISER, network)
    if not text.strip():
        raise RatingRefused("Schrijf wat je leerde.")
    return AttentionPoint.objects.create(
        programme_id=by.programme_id, indicator=indicator, network=network, text=text.strip(), session=session, proposed_by_id=by.user_id
    )


@transaction.atomic
def add_point(*, indicator: Indicator, network: Network | None, text: str, position: int, by: Access) -> AttentionPoint:
    """Add a point of attention that is chosen for the rapportage."""
    by.demand(Permission.CHOOSE_POINTS, network)
    return AttentionPoint.objects.create(
        programme_id=by.programme_id, indicator=indicator, network=network, text=text, position=position, state=State.CHOSEN
    )


@transaction.atomic
def word_point(*, point: AttentionPoint, text: str, version: int, by: Access) -> AttentionPoint:
    """Write it anew; `version` is the one that was read. Raises PointChanged when somebody saved since, RatingRefused without a text."""
    current = _to_change(point, version, by)
    if not text.strip():
        raise RatingRefused("Schrijf wat je leerde.")
    current.text = text.strip()
    return _save(current)


@transaction.atomic
def choose_point(*, point: AttentionPoint, by: Access) -> AttentionPoint:
    """Take it into the rapportage, as the last of its indicator."""
    current = _to_change(point, None, by)
    if current.state == State.CHOSEN:
        return current
    chosen = AttentionPoint.objects.filter(
        programme_id=by.programme_id, indicator=current.indicator_id, network=current.network_id, state=State.CHOSEN
    )
    last = chosen.aggregate(last=Max("position"))["last"]
    current.state, current.position = State.CHOSEN, 0 if last is None else last + 1
    return _save(current)


@transaction.atomic
def set_aside_point(*, point: AttentionPoint, by: Access) -> AttentionPoint:
    """Leave it out; it stays to be read in the history."""
    current = _to_change(point, None, by)
    current.state = State.SET_ASIDE
    return _save(current)


@transaction.atomic
def merge_points(*, points: Sequence[AttentionPoint], text: str, by: Access) -> AttentionPoint:
    """Make one point of several about the same indicator and network, in words of one's own; the others go up in it.

    Raises RatingRefused for fewer than two, or when they are about different things.
    """
    current = [_to_change(point, None, by) for point in points]
    if len({point.pk for point in current}) < 2:
        raise RatingRefused("Kies minstens twee punten om samen te voegen.")
    if len({(point.indicator_id, point.network_id) for point in current}) > 1:
        raise RatingRefused("Voeg punten samen die over dezelfde indicator en hetzelfde netwerk gaan.")
    if not text.strip():
        raise RatingRefused("Schrijf het punt in eigen woorden.")
    first, *others = sorted(current, key=lambda point: (point.state != State.CHOSEN, point.position, point.pk))
    first.text = text.strip()
    for other in others:
        other.state, other.merged_into = State.MERGED, first
        _save(other)
    return _save(first)


def _to_change(point: AttentionPoint, version: int | None, by: Access) -> AttentionPoint:
    current = AttentionPoint.objects.select_for_update().get(pk=point.pk)
    by.demand(Permission.CHOOSE_POINTS, current)
    if current.state == State.MERGED:
        raise RatingRefused("Dit punt is opgegaan in een ander.")
    if version is not None and current.version != version:
        raise PointChanged(current)
    return current


def _save(point: AttentionPoint) -> AttentionPoint:
    point.version += 1
    point.save()
    return point
