"""Schools dealt out by chance: places in networks over time, cities, umbrellas, levels; for tests of what is counted of them."""

from __future__ import annotations

import datetime
import itertools
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from hypothesis import strategies as st

from indicators.models import Rating, Round
from networks.models import City, Network, Umbrella
from schools.models import Placement, School
from tests.factories.guidance import DAY
from tests.factories.rating import make_round
from warmescholen.tenancy.models import Programme

WEEK = datetime.timedelta(weeks=1)
EDUCATION = ("basis", "secundair", "buitengewoon")
_count = itertools.count()


@dataclass(frozen=True)
class Dealing:
    """A school: its places as (network, first week, weeks), city, umbrella, level of education, and a level per round or none."""

    places: tuple[tuple[int, int, int], ...]
    city: int | None
    umbrella: int | None
    education: int
    levels: tuple[int | None, ...]

    def network(self, week: int) -> int | None:
        """The network that it is in."""
        return next((network for network, first, weeks in self.places if first <= week < first + weeks), None)


@dataclass
class Dealt:
    """What was made of a deal; the rounds close in weeks 10 and 20."""

    schools: list[Dealing]
    rows: list[School] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    networks: list[Network] = field(default_factory=list)
    cities: list[City] = field(default_factory=list)
    umbrellas: list[Umbrella] = field(default_factory=list)

    def expected(self, turn: int) -> set[int]:
        """Which schools have to be rated: in a network then, or never in any."""
        return {place for place, school in enumerate(self.schools) if not school.places or school.network(CLOSING[turn]) is not None}

    def levels(self, turn: int, schools: set[int] | None = None) -> Counter[int]:
        """How many of these schools stand on each level."""
        chosen = range(len(self.schools)) if schools is None else schools
        return Counter(level for place in chosen if (level := self.schools[place].levels[turn]) is not None)


CLOSING = (10, 20)


@st.composite
def _places(draw: st.DrawFn) -> tuple[tuple[int, int, int], ...]:
    """None, one or two places that do not overlap."""
    first, weeks, gap = draw(st.integers(0, 15)), draw(st.integers(1, 30)), draw(st.integers(0, 3))
    second = (draw(st.integers(0, 2)), first + weeks + gap, 30)
    return draw(st.sampled_from([(), ((draw(st.integers(0, 2)), 0, 90),), ((draw(st.integers(0, 2)), first, weeks), second)]))


level = st.one_of(st.none(), st.integers(1, 4))
school = st.builds(
    Dealing,
    places=_places(),
    city=st.one_of(st.none(), st.integers(0, 1)),
    umbrella=st.one_of(st.none(), st.integers(0, 1)),
    education=st.integers(0, 2),
    levels=st.tuples(level, level),
)
deals = st.lists(school, min_size=1, max_size=40)


@contextmanager
def dealt(programme: Programme, schools: list[Dealing]) -> Iterator[Dealt]:
    """The deal in the database, taken back afterwards. Needs the programme's context."""
    deal, turn = Dealt(schools), next(_count)
    with transaction.atomic():
        for number in range(3):
            deal.networks.append(Network.objects.create(programme=programme, key=f"n-{turn}-{number}", name=f"Netwerk {number}"))
        for number in range(2):
            deal.cities.append(City.objects.create(programme=programme, key=f"s-{turn}-{number}", name=f"Stad {number}"))
            deal.umbrellas.append(Umbrella.objects.create(programme=programme, key=f"k-{turn}-{number}", name=f"Koepel {number}"))
        _schools(programme, deal, turn)
        for number, week in enumerate(CLOSING):
            round_ = make_round(programme, indicators=1, name=f"meetronde {number}")
            Round.objects.filter(pk=round_.pk).update(state=Round.State.CLOSED, opens_on=DAY, closes_on=DAY + week * WEEK)
            deal.rounds.append(Round.objects.select_related("scale", "programme").get(pk=round_.pk))
        _ratings(programme, deal)
        yield deal
        transaction.set_rollback(True)


def _schools(programme: Programme, deal: Dealt, turn: int) -> None:
    deal.rows = School.objects.bulk_create(
        School(
            programme=programme,
            key=f"school-{turn}-{place}",
            name=f"School {place}",
            sort_key=f"{place:03d}",
            education=EDUCATION[each.education],
            city=None if each.city is None else deal.cities[each.city],
            umbrella=None if each.umbrella is None else deal.umbrellas[each.umbrella],
        )
        for place, each in enumerate(deal.schools)
    )
    Placement.objects.bulk_create(
        Placement(programme=programme, school=row, network=deal.networks[network], starts_on=DAY + first * WEEK, ends_on=DAY + (first + weeks) * WEEK)
        for row, each in zip(deal.rows, deal.schools, strict=True)
        for network, first, weeks in each.places
    )


def _ratings(programme: Programme, deal: Dealt) -> None:
    indicator = deal.rounds[0].indicator_links.get().indicator_version.indicator
    Rating.objects.bulk_create(
        Rating(programme=programme, round=round_, indicator=indicator, school=row, source="agreed", level=told, rated_on=DAY)
        for turn, round_ in enumerate(deal.rounds)
        for row, each in zip(deal.rows, deal.schools, strict=True)
        if (told := each.levels[turn]) is not None
    )
