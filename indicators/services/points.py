"""Verbs for points of attention."""

from __future__ import annotations

from django.db import transaction

from indicators.models import AttentionPoint, Indicator
from networks.models import Network
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


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
