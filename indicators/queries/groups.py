"""Sets of schools that figures are read over: the programme, its networks, cities and umbrellas, and levels of education."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from indicators.models import Round
from indicators.queries.small_groups import MERGED, Schools
from networks.models import City, Network, NetworkCity, Umbrella
from schools.enums import Education
from schools.models import Placement, School
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


class By(StrEnum):
    """How schools are grouped. In this order groups are admitted for an audience from outside: what comes later gives way."""

    PROGRAMME = "programme"
    NETWORK = "network"
    CITY = "city"
    UMBRELLA = "umbrella"
    EDUCATION = "education"


IN_WORDS = {
    By.PROGRAMME: "het programma",
    By.NETWORK: "netwerk",
    By.CITY: "stad",
    By.UMBRELLA: "koepel",
    By.EDUCATION: "onderwijsniveau",
}
WITHOUT = {By.NETWORK: "Zonder lerend netwerk", By.CITY: "Zonder stad", By.UMBRELLA: "Zonder koepel"}
TOGETHER = {
    By.NETWORK: "Kleine netwerken samen",
    By.CITY: "Kleine steden samen",
    By.UMBRELLA: "Kleine koepels samen",
    By.EDUCATION: "Kleine groepen samen",
}


@dataclass(frozen=True)
class Group:
    """A set of schools by name; `key` is None for the schools that belong to none of their kind, and MERGED for small ones together."""

    by: By
    key: str | None
    label: str

    @property
    def address(self) -> str:
        """How an address names it."""
        return self.by.value if self.by is By.PROGRAMME else f"{self.by.value}:{self.key or ''}"


def together(by: By) -> Group:
    """The small groups of a kind, merged."""
    return Group(by, MERGED, TOGETHER.get(by, "Samen"))


def known_groups(round_: Round, by: By, access: Access) -> dict[object, Group]:
    """The groups of a kind that this person knows of, in order, by what `place_of` says of a school; those without one come last."""
    if by is By.PROGRAMME:
        return {None: Group(by, round_.programme.slug, "Programma")}
    found = _named(by, round_.programme_id)
    known = _known_keys(by, access)
    if known is None:
        return {**found, **({None: Group(by, None, WITHOUT[by])} if by in WITHOUT else {})}
    return {place: group for place, group in found.items() if group.key in known}


def members(round_: Round, by: By, access: Access, everyone: Schools) -> dict[Group, Schools]:
    """The schools of each group that this person knows of and that has any. Membership of a network counts at the round's closing date."""
    known = known_groups(round_, by, access)
    gathered: dict[object, set[int]] = defaultdict(set)
    for school, place in places(round_, by, everyone).items():
        gathered[place].add(school)
    return {group: frozenset(gathered[place]) for place, group in known.items() if gathered[place]}


def places(round_: Round, by: By, everyone: Collection[int]) -> Mapping[int, object]:
    """Per school: the id or the value of the group of a kind that it belongs to, None for none."""
    if by is By.PROGRAMME:
        return dict.fromkeys(everyone)
    if by is By.NETWORK:
        placed = Placement.objects.on(round_.closes_on).filter(programme_id=round_.programme_id)
        found: dict[int, object] = dict(placed.values_list("school_id", "network_id"))
    else:
        column = {By.CITY: "city_id", By.UMBRELLA: "umbrella_id", By.EDUCATION: "education"}[by]
        found = dict(School.objects.filter(programme_id=round_.programme_id).values_list("pk", column))
    return {school: found.get(school) for school in everyone}


def _named(by: By, programme_id: int) -> dict[object, Group]:
    if by is By.EDUCATION:
        return {value: Group(by, value, label.capitalize()) for value, label in Education.choices}
    rows: Iterable[tuple[int, str, str]]
    if by is By.NETWORK:
        rows = Network.objects.filter(programme_id=programme_id).values_list("pk", "key", "name")
    elif by is By.CITY:
        rows = City.objects.filter(programme_id=programme_id).values_list("pk", "key", "name")
    else:
        rows = Umbrella.objects.filter(programme_id=programme_id).values_list("pk", "key", "name")
    return {pk: Group(by, key, name) for pk, key, name in rows}


def _known_keys(by: By, access: Access) -> frozenset[str | None] | None:
    """The networks, cities or umbrellas that somebody may see; None for all."""
    if access.everywhere(Permission.VIEW_AGGREGATES) or by is By.EDUCATION:
        return None
    networks, own = Network.objects.visible_to(access), School.objects.visible_to(access)
    if by is By.NETWORK:
        return frozenset(networks.values_list("key", flat=True))
    if by is By.UMBRELLA:
        return frozenset(own.filter(umbrella__isnull=False).values_list("umbrella__key", flat=True))
    cities = NetworkCity.objects.filter(network__in=networks).values_list("city__key", flat=True)
    return frozenset(cities) | frozenset(own.filter(city__isnull=False).values_list("city__key", flat=True))
