"""What happened between two rounds, to lay beside what moved. It claims no cause."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from indicators.models import Indicator, Round
from schools.enums import SessionState
from schools.models import Session
from sprints.models import Initiative
from warmescholen.accounts.access import Access

MOST_SHOWN = 8


@dataclass(frozen=True)
class Between:
    """Sessions that some schools had, and initiatives of theirs that meant to move one indicator, after one round and until the next."""

    before: Round
    after: Round
    sessions: int
    initiatives: int
    some: list[Initiative]


def between(before: Round, after: Round, indicator: Indicator, schools: Collection[int], access: Access) -> Between:
    """Counted over schools that this person may see; a session counts once."""
    sessions = Session.objects.visible_to(access).filter(
        state=SessionState.HELD, date__gt=before.closes_on, date__lte=after.closes_on, attendances__school__in=schools
    )
    initiatives: QuerySet[Initiative] = Initiative.objects.visible_to(access).filter(
        indicator_links__indicator=indicator,
        sprint__school__in=schools,
        sprint__starts_on__lte=after.closes_on,
        sprint__ends_on__gt=before.closes_on,
    )
    some = initiatives.select_related("sprint__school").order_by("-sprint__starts_on")[:MOST_SHOWN]
    return Between(before, after, sessions.values("pk").distinct().count(), initiatives.count(), list(some))
