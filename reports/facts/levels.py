"""Distributions of a round: the network's own beside the programme's."""

from __future__ import annotations

from indicators.models import Round
from indicators.queries import By, Reading, read
from indicators.queries import Distribution as Counted
from networks.models import Network
from reports.dataset import Distribution, Share
from schools.models import School
from schools.models.school import SchoolQuerySet
from warmescholen.accounts.access import platform_access

NO_DATA = "geen gegevens"


class Picture:
    """The levels of one round over the schools of a network and over those of the programme, counted where every page and file counts.

    Membership counts at the round's closing date.
    """

    def __init__(self, round_: Round, network: Network | None) -> None:
        self._round = round_
        self._network = network
        self._by = platform_access(round_.programme_id)

    @property
    def expected(self) -> int:
        """How many schools the report is about."""
        every = SchoolQuerySet(School).filter(programme_id=self._round.programme_id)
        return (every.in_network(self._network, self._round.closes_on) if self._network else every).count()

    def distributions(self) -> dict[int, tuple[Distribution | None, Distribution]]:
        """Per indicator number of the round: the network's own distribution (None for the programme's report) and the programme's."""
        programme = read(self._round, by=By.PROGRAMME, access=self._by)
        own = read(self._round, by=By.NETWORK, access=self._by) if self._network else None
        return {each.indicator: (self._own(own, each.indicator), _told(each, "programme")) for each in programme.distributions}

    def _own(self, networks: Reading | None, indicator: int) -> Distribution | None:
        if networks is None or self._network is None:
            return None
        return _told(networks.find(indicator, By.NETWORK, self._network.key, self._network.name), self._network.key)


def _told(counted: Counted, group: str) -> Distribution:
    """What was counted, as a report keeps it."""
    shares = tuple(Share(each.level, each.name, each.count, each.total, each.percent) for each in counted.shares)
    return Distribution(group, counted.group.label, counted.total, counted.missing, shares)


def in_words(share: Share) -> str:
    """Count, total and share together: "38 van 53 scholen (72 %)"."""
    noun = "school" if share.total == 1 else "scholen"
    return f"{share.count} van {share.total} {noun} ({share.percent} %)"


def tokens(prefix: str, distribution: Distribution) -> dict[str, str]:
    """The figures of one distribution that a text may name."""
    if not distribution.shares:
        return {f"{prefix}.niveau.{number}": NO_DATA for number in range(1, 5)}
    return {f"{prefix}.niveau.{share.level}": in_words(share) for share in distribution.shares}
