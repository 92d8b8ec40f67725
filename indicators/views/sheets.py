"""Which sheet of which school a request is about."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from indicators.models import RatingSource, Round
from indicators.queries.sheet import Row, Sheet, read_sheet, rounds_about, sides_of
from schools.guards import Request, get_visible_or_404
from schools.models import School
from warmescholen.accounts.roles import Permission


@dataclass(frozen=True)
class Place:
    """A school, the rounds that it is rated in, and the one that the address names."""

    school: School
    rounds: list[Round]
    round: Round | None
    side: RatingSource | None

    @property
    def former(self) -> Round | None:
        """The closed round before this one."""
        number = self.round.number if self.round else 0
        return next((each for each in self.rounds if each.number < number and each.state == Round.State.CLOSED), None)


def place_of(request: Request, key: str) -> Place:
    """The place that the address names: the running round, else the latest; Http404 for what does not exist for this person."""
    school = get_visible_or_404(School.objects.visible_to(request.access), key=key)
    request.access.demand(Permission.VIEW_LEVELS, school)
    rounds = rounds_about(school, request.access)
    asked = request.GET.get("ronde")
    if asked is None:
        running = (each for each in rounds if each.state == Round.State.OPEN)
        return Place(school, rounds, next(running, None) or next(iter(rounds), None), _side(request, school))
    found = next((each for each in rounds if str(each.number) == asked), None)
    if found is None:
        raise Http404
    return Place(school, rounds, found, _side(request, school))


def sheet_of(request: Request, key: str) -> Sheet:
    """The sheet that a change is about; Http404 when there is no round to rate in."""
    place = place_of(request, key)
    if place.round is None:
        raise Http404
    return read(request, place, place.round)


def read(request: Request, place: Place, round_: Round) -> Sheet:
    """The sheet of a place."""
    return read_sheet(school=place.school, round_=round_, side=place.side, access=request.access, former=place.former)


def row_of(sheet: Sheet, number: int) -> Row:
    """One row of a sheet; Http404 when the round does not look at that indicator."""
    found = next((row for row in sheet.rows if row.number == number), None)
    if found is None:
        raise Http404
    return found


def address(request: Request, sheet: Sheet) -> str:
    """The page of a sheet, for the same round and side."""
    page = reverse("rating", kwargs={"programme": request.programme.slug, "key": sheet.school.key})
    return f"{page}?ronde={sheet.round.number}" + (f"&kant={sheet.side}" if len(sheet.sides) > 1 else "")


def _side(request: Request, school: School) -> RatingSource | None:
    sides = sides_of(school, request.access)
    asked = request.GET.get("kant")
    return next((side for side in sides if side == asked), next(iter(sides), None))
