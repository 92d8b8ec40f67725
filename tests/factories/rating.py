"""A small round of rating: a scale, indicators, a round. Each needs the programme's context."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from indicators import services
from indicators.models import Indicator, IndicatorVersion, Rating, RatingSource, Round, Scale
from networks.models import Network
from schools.models import School
from tests.factories.guidance import DAY
from warmescholen.accounts.access import Access, Grip, platform_access
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.models import Programme

LEVELS = ("gerealiseerd", "in uitvoering", "opgestart", "nog niet")
LATER = DAY + datetime.timedelta(days=60)


def make_scale(programme: Programme) -> Scale:
    return services.define_scale(names=LEVELS, by=platform_access(programme.pk))


def make_indicator(programme: Programme, scale: Scale, number: int) -> IndicatorVersion:
    descriptors = [f"Indicator {number} is {level}" for level in LEVELS]
    by = platform_access(programme.pk)
    return services.define_indicator(
        number=number, short_name=f"Indicator {number}", statement=f"Uitspraak {number}", scale=scale, descriptors=descriptors, by=by
    )


def make_round(programme: Programme, *, indicators: int = 2, networks: Sequence[Network] = (), name: str = "meetronde 1") -> Round:
    """An open round over the first so many indicators, which are made when they are not there."""
    scale = Scale.objects.filter(programme=programme).first() or make_scale(programme)
    found = {version.indicator.number: version for version in IndicatorVersion.objects.filter(programme=programme).select_related("indicator")}
    versions = [found.get(number) or make_indicator(programme, scale, number) for number in range(1, indicators + 1)]
    by = platform_access(programme.pk)
    return services.open_round(name=name, opens_on=DAY, closes_on=LATER, scale=scale, versions=versions, networks=networks, by=by)


def indicator(programme: Programme, number: int = 1) -> Indicator:
    return Indicator.objects.get(programme=programme, number=number)


def adviser(programme: Programme, *schools: School) -> Access:
    """Somebody who guides these schools."""
    return Access(programme.pk, None, "adviseur", (Grip(Role.ADVISER, schools=frozenset(school.pk for school in schools)),))


def flywheel(programme: Programme, school: School) -> Access:
    """Somebody of the school's flywheel."""
    return Access(programme.pk, None, "vliegwiel", (Grip(Role.FLYWHEEL, schools=frozenset({school.pk})),))


def say(round_: Round, school: School, source: str, level: int, *, number: int = 1, by: Access | None = None, **told: object) -> Rating:
    """A rating by the platform, or by somebody."""
    who = by or {"adviser": adviser, "school": flywheel}.get(source, lambda programme, _school: platform_access(programme.pk))(
        round_.programme, school
    )
    return services.rate(
        round_=round_, indicator=indicator(round_.programme, number), school=school, source=RatingSource(source), level=level,
        **({"rated_on": DAY, "by": who} | told),  # type: ignore[arg-type]
    )  # fmt: skip


def finish(round_: Round, school: School, *sides: str) -> None:
    for side in sides or ("adviser", "school"):
        who = adviser if side == "adviser" else flywheel
        services.finish_side(round_=round_, school=school, side=side, by=who(round_.programme, school))
