"""What stands on the page on which a school is rated: each indicator with its levels in words, and what each side says where it may be seen."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from indicators.models import IndicatorVersion, Level, LevelDescriptor, Rating, RatingFinish, RatingProposal, RatingSource, Round
from indicators.models.ratings import SIDE_RIGHT, SIDES
from schools.models import Placement, School
from warmescholen.accounts.access import Access


@dataclass(frozen=True)
class LevelChoice:
    """A level with what one sees in a school that stands on it."""

    number: int
    name: str
    text: str


@dataclass(frozen=True)
class Row:
    """One indicator of one school in one round. A side's rating is None when there is none, or when the reader may not see it yet."""

    version: IndicatorVersion
    choices: tuple[LevelChoice, ...]
    adviser: Rating | None
    school: Rating | None
    agreed: Rating | None
    proposal: RatingProposal | None
    last: LevelChoice | None

    @property
    def number(self) -> int:
        """The number of the indicator, stable over rounds."""
        return self.version.indicator.number

    @property
    def is_equal(self) -> bool:
        """Whether both sides say the same."""
        return self.adviser is not None and self.school is not None and self.adviser.level == self.school.level

    @property
    def is_alike(self) -> bool:
        """Whether both say the same and neither tells why: then once is enough."""
        return self.is_equal and not (self.school and self.school.evidence)

    @property
    def is_waiting(self) -> bool:
        """Whether a proposal waits for the other side."""
        return self.proposal is not None and self.proposal.confirmed_at is None

    def of(self, side: str) -> Rating | None:
        """What a side says."""
        return self.adviser if side == RatingSource.ADVISER else self.school

    def choice(self, level: int | None) -> LevelChoice | None:
        """The words of a level."""
        return next((choice for choice in self.choices if choice.number == level), None)


@dataclass(frozen=True)
class Sheet:
    """All indicators of one school in one round, as one person sees them; `side` is the one that this person rates for, if any."""

    school: School
    round: Round
    side: RatingSource | None
    sides: tuple[RatingSource, ...]
    rows: tuple[Row, ...]
    finished: frozenset[str]
    last_round: Round | None

    @property
    def is_open(self) -> bool:
        """Whether this person can still rate on it."""
        return self.round.state == Round.State.OPEN and self.side is not None and self.side not in self.finished

    @property
    def both_finished(self) -> bool:
        """Whether the difference may be seen."""
        return all(side in self.finished for side in SIDES)

    @property
    def shows_both(self) -> bool:
        """Whether the page compares the two sides instead of asking for levels."""
        return self.both_finished or self.round.state == Round.State.CLOSED

    @property
    def can_agree(self) -> bool:
        """Whether this person can propose or confirm a level."""
        return self.both_finished and self.round.state == Round.State.OPEN and self.side is not None

    @property
    def rated(self) -> int:
        """On how many indicators the own side has told a level."""
        return sum(row.of(self.side) is not None for row in self.rows) if self.side else 0

    @property
    def different(self) -> list[Row]:
        """Indicators on which the two sides say something else, or one of them nothing."""
        return [row for row in self.rows if (row.adviser or row.school) and not row.is_equal]

    @property
    def equal_to_propose(self) -> list[Row]:
        """Indicators on which both say the same and nothing is agreed or proposed."""
        return [row for row in self.rows if row.is_equal and row.agreed is None and row.proposal is None]

    @property
    def to_confirm(self) -> list[Row]:
        """Proposals of the other side that wait for this one."""
        return [row for row in self.rows if row.is_waiting and row.proposal is not None and row.proposal.source != self.side]


def sides_of(school: School, access: Access) -> tuple[RatingSource, ...]:
    """The sides that somebody rates this school for."""
    return tuple(side for side in SIDES if access.may(SIDE_RIGHT[side], school))


def rounds_about(school: School, access: Access) -> list[Round]:
    """The rounds in which the school is rated, the newest first; planned ones are not in it."""
    rounds = Round.objects.visible_to(access).exclude(state=Round.State.PLANNED).select_related("scale").prefetch_related("network_links")
    places = list(Placement.objects.filter(programme_id=access.programme_id, school=school))
    return [round_ for round_ in rounds.order_by("-number") if _is_about(round_, places)]


def _is_about(round_: Round, places: list[Placement]) -> bool:
    """As `Round.is_about`, with the school's places at hand."""
    networks = {link.network_id for link in round_.network_links.all()}
    there = (place for place in places if place.starts_on <= round_.closes_on and (place.ends_on is None or place.ends_on > round_.closes_on))
    return not networks or any(place.network_id in networks for place in there)


def read_sheet(*, school: School, round_: Round, side: RatingSource | None, access: Access, former: Round | None) -> Sheet:
    """The sheet as this person may see it; `former` is the round that its levels are laid beside."""
    ratings = _ratings(school, round_, access)
    proposals = RatingProposal.objects.visible_to(access).filter(round=round_, school=school).select_related("proposed_by", "confirmed_by")
    by_indicator = {proposal.indicator_id: proposal for proposal in proposals}
    last = _last_levels(school, former, side, access) if former else {}
    finished = RatingFinish.objects.filter(programme_id=round_.programme_id, round=round_, school=school).values_list("source", flat=True)
    rows = []
    for version, choices in _wordings(round_):
        pk = version.indicator_id
        adviser, own, agreed = (ratings.get((pk, source)) for source in RatingSource)
        rows.append(Row(version, choices, adviser, own, agreed, by_indicator.get(pk), last.get(pk)))
    return Sheet(school, round_, side, sides_of(school, access), tuple(rows), frozenset(finished), former)


def _wordings(round_: Round) -> list[tuple[IndicatorVersion, tuple[LevelChoice, ...]]]:
    """The versions of a round in order of number, each with its levels in words."""
    links = round_.indicator_links.select_related("indicator_version__indicator").order_by("indicator_version__indicator__number")
    levels = list(Level.objects.filter(scale_id=round_.scale_id))
    texts: dict[tuple[int, int], str] = {}
    for version_id, number, text in LevelDescriptor.objects.filter(indicator_version__round_links__round=round_).values_list(
        "indicator_version_id", "level__number", "text"
    ):
        texts[version_id, number] = text
    return [
        (version, tuple(LevelChoice(level.number, level.name, texts.get((version.pk, level.number), "")) for level in levels))
        for version in (link.indicator_version for link in links)
    ]


def _ratings(school: School, round_: Round, access: Access) -> dict[tuple[int, str], Rating]:
    rows = Rating.objects.visible_to(access).filter(round=round_, school=school).select_related("rated_by")
    return {(row.indicator_id, row.source): row for row in rows}


def _last_levels(school: School, former: Round, side: RatingSource | None, access: Access) -> dict[int, LevelChoice]:
    """Per indicator: the level agreed in the former round, else the one that the own side told."""
    names = dict(Level.objects.filter(scale_id=former.scale_id).values_list("number", "name"))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for (indicator, source), rating in _ratings(school, former, access).items():
        found[indicator][source] = rating.level
    levels = {indicator: said.get(RatingSource.AGREED) or said.get(side or "") for indicator, said in found.items()}
    return {indicator: LevelChoice(level, names.get(level, ""), "") for indicator, level in levels.items() if level}
