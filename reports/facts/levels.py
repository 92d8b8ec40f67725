"""Distributions of a round: the network's own beside the programme's."""

from __future__ import annotations

from indicators.models import Level, Round
from indicators.queries import count_levels, levels_by_school, percent
from networks.models import Network
from reports.dataset import Distribution, Share
from schools.models import School

NO_DATA = "geen gegevens"


class Picture:
    """The levels of one round over the schools of a network and over those of the programme.

    Membership counts at the round's closing date.
    """

    def __init__(self, round_: Round, network: Network | None) -> None:
        self._round = round_
        self._network = network
        self._names = list(Level.objects.filter(scale_id=round_.scale_id).values_list("number", "name"))
        every = School.objects.filter(programme_id=round_.programme_id)
        self._all = list(every.values_list("pk", flat=True))
        own = every.in_network(network, round_.closes_on) if network else every
        self._own = list(own.values_list("pk", flat=True))

    @property
    def expected(self) -> int:
        """How many schools the report is about."""
        return len(self._own)

    def distributions(self) -> dict[int, tuple[Distribution | None, Distribution]]:
        """Per indicator number of the round: the network's own distribution (None for the programme's report) and the programme's."""
        levels = levels_by_school(self._round)
        numbers = self._round.indicator_links.values_list("indicator_version__indicator__number", flat=True)
        return {number: self._pair(levels.get(number, {})) for number in sorted(numbers)}

    def _pair(self, levels: dict[int, int]) -> tuple[Distribution | None, Distribution]:
        programme = self._distribution("programme", "Programma", levels, self._all)
        if self._network is None:
            return None, programme
        return self._distribution(self._network.key, self._network.name, levels, self._own), programme

    def _distribution(self, group: str, label: str, levels: dict[int, int], schools: list[int]) -> Distribution:
        counts = count_levels(levels, schools)
        total = counts.total()
        shares = tuple(Share(number, name, counts[number], total, percent(counts[number], total)) for number, name in self._names) if total else ()
        return Distribution(group, label, total, len(schools) - total, shares)


def in_words(share: Share) -> str:
    """Count, total and share together: "38 van 53 scholen (72 %)"."""
    noun = "school" if share.total == 1 else "scholen"
    return f"{share.count} van {share.total} {noun} ({share.percent} %)"


def tokens(prefix: str, distribution: Distribution) -> dict[str, str]:
    """The figures of one distribution that a text may name."""
    if not distribution.shares:
        return {f"{prefix}.niveau.{number}": NO_DATA for number in range(1, 5)}
    return {f"{prefix}.niveau.{share.level}": in_words(share) for share in distribution.shares}
