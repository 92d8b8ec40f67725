"""School years and Flemish school holidays, computed by rule.

The rules are those of the decisions of the Flemish government of 17-04-1991 and 31-08-2001; a minister can deviate from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SATURDAY, SUNDAY = 5, 6
SEPTEMBER = 9
APRIL_LIMIT = 15


@dataclass(frozen=True)
class Holiday:
    """Days off, both ends included."""

    name: str
    first: date
    last: date


def school_year_of(day: date) -> int:
    """The year in which the school year of a day begins, on 1 September."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


def label(year: int) -> str:
    """How people write a school year: 2026-2027."""
    return f"{year}-{year + 1}"


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian algorithm (Meeus)."""
    golden, century = year % 19, year // 100
    rest = year % 100
    leap, moon = century // 4, (8 * century + 13) // 25
    epact = (19 * golden + century - leap - moon + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> tuple[Holiday, ...]:
    """All days off of the school year that begins in September of `year`, in order."""
    easter_sunday = easter(year + 1)
    ascension = easter_sunday + timedelta(days=39)
    return (
        _weeks("herfstvakantie", _autumn(year), 1),
        Holiday("Wapenstilstand", date(year, 11, 11), date(year, 11, 11)),
        _weeks("kerstvakantie", _christmas(year), 2),
        _weeks("krokusvakantie", easter_sunday - timedelta(days=48), 1),
        _weeks("paasvakantie", _spring(year + 1, easter_sunday), 2),
        Holiday("paasmaandag", easter_sunday + DAY, easter_sunday + DAY),
        Holiday("Dag van de Arbeid", date(year + 1, 5, 1), date(year + 1, 5, 1)),
        Holiday("Hemelvaart", ascension, ascension + DAY),
        Holiday("pinkstermaandag", easter_sunday + timedelta(days=50), easter_sunday + timedelta(days=50)),
        Holiday("zomervakantie", date(year + 1, 7, 1), date(year + 1, 8, 31)),
    )


def is_school_day(day: date) -> bool:
    """Whether there is school: no weekend and no holiday."""
    return day.weekday() < SATURDAY and not any(free.first <= day <= free.last for free in holidays(school_year_of(day)))


def is_school_week(monday: date) -> bool:
    """Whether a week has at least one school day."""
    return any(is_school_day(monday + timedelta(days=offset)) for offset in range(SATURDAY))


def after_school_weeks(start: date, weeks: int) -> date:
    """The Friday that ends the given number of school weeks; the week of `start` counts when it has school."""
    monday = start - timedelta(days=start.weekday())
    left = weeks
    while True:
        left -= is_school_week(monday)
        if left == 0:
            return monday + timedelta(days=4)
        monday += WEEK


def school_weeks_since(day: date, today: date) -> int:
    """How many school weeks began after a day, up to today: a holiday makes nobody late."""
    monday = day - timedelta(days=day.weekday()) + WEEK
    weeks = 0
    while monday <= today:
        weeks += is_school_week(monday)
        monday += WEEK
    return weeks


def school_days(first: date, last: date) -> list[date]:
    """All school days from `first` to `last`, both included."""
    return [day for day in (first + timedelta(days=offset) for offset in range((last - first).days + 1)) if is_school_day(day)]


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weeks(name: str, monday: date, weeks: int) -> Holiday:
    return Holiday(name, monday, monday + timedelta(days=7 * weeks - 1))


def _autumn(year: int) -> date:
    """The week of 1 November; when that is a Sunday, the week after."""
    all_saints = date(year, 11, 1)
    return all_saints + DAY if all_saints.weekday() == SUNDAY else _monday_of(all_saints)


def _christmas(year: int) -> date:
    """The week of 25 December and the next; when Christmas falls in a weekend, from the Monday after."""
    christmas = date(year, 12, 25)
    monday = _monday_of(christmas)
    return monday + WEEK if christmas.weekday() >= SATURDAY else monday


def _spring(year: int, easter_sunday: date) -> date:
    """From the first Monday of April; Easter in March: the Monday after it; Easter after 15 April: the second Monday before it."""
    if easter_sunday.month == date(year, 3, 1).month:
        return easter_sunday + DAY
    if easter_sunday > date(year, 4, APRIL_LIMIT):
        return easter_sunday - timedelta(days=13)
    first = date(year, 4, 1)
    return first + timedelta(days=-first.weekday() % 7)
