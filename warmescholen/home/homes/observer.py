"""The observer's page: how far the schools are together, never so that one school can be read from it."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.models import Round
from indicators.queries import latest_closed_round
from networks.models import Network
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.home.pictures import IndicatorPicture, pictures


@dataclass(frozen=True)
class Group:
    """The pictures of a group of schools that may be shown, and the indicators that are left out because too few schools have a level."""

    name: str
    pictures: list[IndicatorPicture]
    left_out: list[IndicatorPicture]


@dataclass(frozen=True)
class ObserverHome:
    """The latest closed round, as far as an audience from outside may read it."""

    round: Round | None
    groups: list[Group]


def observer_home(access: Access) -> ObserverHome:
    """The whole programme for who observes it, else the own networks beside it."""
    round_ = latest_closed_round(access.programme_id)
    if round_ is None:
        return ObserverHome(None, [])
    if access.everywhere(Permission.VIEW_AGGREGATES):
        return ObserverHome(round_, [_group("Het hele programma", pictures(round_, access))])
    networks = Network.objects.visible_to(access)
    return ObserverHome(round_, [_group(network.name, pictures(round_, access, network)) for network in networks])


def _group(name: str, found: list[IndicatorPicture]) -> Group:
    shown = [picture for picture in found if not picture.is_kept_back]
    return Group(name, shown, [picture for picture in found if picture not in shown])
