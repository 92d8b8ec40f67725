"""What a reader chose in the address: the round, whose word, and which schools."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404

from indicators.models import RatingSource, Round
from indicators.queries.distributions import round_for_figures
from indicators.queries.groups import IN_WORDS, By, Group, known_groups
from indicators.queries.small_groups import MERGED
from schools.guards import Request
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


@dataclass(frozen=True)
class Choice:
    """A round, a source and a set of schools, and what else there is to choose."""

    round: Round
    source: RatingSource
    group: Group
    rounds: tuple[Round, ...]
    sources: tuple[RatingSource, ...]
    groups: tuple[tuple[str, tuple[Group, ...]], ...]

    def query(self, **other: object) -> str:
        """The choice as an address writes it, with some of it chosen otherwise."""
        told = {"ronde": self.round.number, "groep": self.group.address, "bron": self.source} | other
        return urlencode({key: value for key, value in told.items() if value not in {"", None, By.PROGRAMME.value, RatingSource.AGREED.value}})

    @property
    def is_programme(self) -> bool:
        """Whether it is about all schools."""
        return self.group.by is By.PROGRAMME


def choice_of(request: Request) -> Choice | None:
    """What the address asks for: by default the latest closed round, what was agreed, and the whole programme.

    None when no round is closed yet; Http404 for what does not exist, or not for this person.
    """
    access = request.access
    number = request.GET.get("ronde", "")
    round_ = round_for_figures(access, int(number) if number.isdigit() else None)
    if round_ is None or round_.state != Round.State.CLOSED:
        if number:
            raise Http404
        return None
    closed = Round.objects.visible_to(access).filter(state=Round.State.CLOSED).select_related("scale", "programme").order_by("-number")
    groups = tuple((IN_WORDS[by].capitalize(), tuple(known_groups(round_, by, access).values())) for by in By)
    sources = tuple(RatingSource) if access.may_somewhere(Permission.VIEW_LEVELS) else (RatingSource.AGREED,)
    return Choice(round_, _source(request, sources), _group(request, groups), tuple(closed), sources, groups)


def may_open(group: Group, access: Access) -> bool:
    """Whether this person may see schools behind the figures of a group at all."""
    return group.key != MERGED and access.may_somewhere(Permission.VIEW_LEVELS)


def _source(request: Request, sources: tuple[RatingSource, ...]) -> RatingSource:
    asked = request.GET.get("bron") or RatingSource.AGREED
    found = next((source for source in sources if source == asked), None)
    if found is None:
        raise Http404
    return found


def _group(request: Request, groups: tuple[tuple[str, tuple[Group, ...]], ...]) -> Group:
    asked = request.GET.get("groep") or By.PROGRAMME.value
    found = next((group for _label, members in groups for group in members if group.address == asked), None)
    if found is None:
        raise Http404
    return found
