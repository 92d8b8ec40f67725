"""How far a round is: who has to rate is known from the start, so what is missing is seen. Tells how many, never which levels."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from indicators.models import Rating, RatingFinish, RatingSource, Round, RoundNetwork
from indicators.models.ratings import SIDES
from networks.models import Network
from schools.models import Placement, School
from schools.models.school import SchoolQuerySet
from warmescholen.accounts.access import Access

COUNTS = ("school_id", "adviser", "own", "agreed", "said")
WITHOUT_NETWORK = "Zonder lerend netwerk"


@dataclass(frozen=True)
class SchoolProgress:
    """One school in one round: how many indicators each side rated, who is finished, and on how many both agree.

    `said` counts the indicators of which either side told a level: on these a level has to be agreed.
    """

    school: School
    adviser: int
    own: int
    agreed: int
    said: int
    adviser_is_done: bool
    school_is_done: bool

    @property
    def is_agreed(self) -> bool:
        """Whether nothing is left to agree on."""
        return self.adviser_is_done and self.school_is_done and self.agreed >= self.said


@dataclass(frozen=True)
class Tally:
    """How many of how many schools."""

    done: int
    total: int


@dataclass(frozen=True)
class NetworkProgress:
    """The schools of a network that one may see, in a round."""

    key: str
    label: str
    schools: tuple[SchoolProgress, ...]

    @property
    def adviser(self) -> Tally:
        """Schools with which the adviser is finished."""
        return self._tally(lambda school: school.adviser_is_done)

    @property
    def own(self) -> Tally:
        """Schools that are finished themselves."""
        return self._tally(lambda school: school.school_is_done)

    @property
    def agreed(self) -> Tally:
        """Schools in which nothing is left to agree on."""
        return self._tally(lambda school: school.is_agreed)

    def _tally(self, is_done: Callable[[SchoolProgress], bool]) -> Tally:
        return Tally(sum(map(is_done, self.schools)), len(self.schools))


@dataclass(frozen=True)
class RoundProgress:
    """A round with the networks that one may see."""

    round: Round
    whom: str
    indicators: int
    networks: tuple[NetworkProgress, ...]
    today: datetime.date

    @property
    def whole(self) -> NetworkProgress:
        """All schools together."""
        return NetworkProgress("", "Alle scholen", tuple(school for network in self.networks for school in network.schools))

    @property
    def is_late(self) -> bool:
        """Whether the round is still open after its closing date."""
        return self.round.state == Round.State.OPEN and self.round.closes_on < self.today

    @property
    def days_left(self) -> int:
        """Days until the closing date, that day included; negative after it."""
        return (self.round.closes_on - self.today).days


def for_whom(rounds: Collection[Round], access: Access) -> dict[int, str]:
    """Per round: for which networks it is, in words; of networks that one may not see only how many."""
    links = RoundNetwork.objects.filter(programme_id=access.programme_id, round__in=rounds).order_by("network__position", "network__sort_key")
    seen = dict(Network.objects.visible_to(access).values_list("pk", "name"))
    named: dict[int, list[str]] = defaultdict(list)
    unseen: Counter[int] = Counter()
    for round_id, network_id in links.values_list("round_id", "network_id"):
        if network_id in seen:
            named[round_id].append(seen[network_id])
        else:
            unseen[round_id] += 1
    return {each.pk: _words(named[each.pk], unseen[each.pk]) for each in rounds}


def _words(named: list[str], unseen: int) -> str:
    if not named and not unseen:
        return "het hele programma"
    others = f"{unseen} {'ander ' if named else ''}{'netwerk' if unseen == 1 else 'netwerken'}".replace("ander netwerken", "andere netwerken")
    return ", ".join([*named, *([others] if unseen else [])])


def round_progress(round_: Round, access: Access, today: datetime.date) -> RoundProgress:
    """How far the schools that one may see are; a fixed number of queries."""
    expected = round_.expected_schools().filter(pk__in=SchoolQuerySet(School).visible_to(access).values("pk")).order_by("sort_key")
    schools = _school_progress(round_, expected)
    placed = Placement.objects.on(round_.closes_on).filter(programme_id=round_.programme_id)
    network_of: dict[int, int] = dict(placed.values_list("school_id", "network_id"))
    members: dict[int, list[SchoolProgress]] = defaultdict(list)
    for each in schools:
        members[network_of.get(each.school.pk, 0)].append(each)
    found = [NetworkProgress(each.key, each.name, tuple(members[each.pk])) for each in Network.objects.filter(pk__in=members)]
    if members.get(0):
        found.append(NetworkProgress("", WITHOUT_NETWORK, tuple(members[0])))
    return RoundProgress(round_, for_whom([round_], access)[round_.pk], round_.indicator_links.count(), tuple(found), today)


def _school_progress(round_: Round, schools: SchoolQuerySet) -> list[SchoolProgress]:
    rows = Rating.objects.filter(programme_id=round_.programme_id, round=round_, school__in=schools.order_by().values("pk"))
    counted = rows.values("school_id").annotate(
        adviser=Count("pk", filter=Q(source=RatingSource.ADVISER)),
        own=Count("pk", filter=Q(source=RatingSource.SCHOOL)),
        agreed=Count("pk", filter=Q(source=RatingSource.AGREED)),
        said=Count("indicator_id", filter=Q(source__in=SIDES), distinct=True),
    )
    rated = {school: (adviser, own, agreed, said) for school, adviser, own, agreed, said in counted.values_list(*COUNTS)}
    done = set(RatingFinish.objects.filter(programme_id=round_.programme_id, round=round_).values_list("school_id", "source"))
    found = []
    for school in schools:
        adviser, own, agreed, said = rated.get(school.pk, (0, 0, 0, 0))
        found.append(SchoolProgress(school, adviser, own, agreed, said, (school.pk, SIDES[0]) in done, (school.pk, SIDES[1]) in done))
    return found
