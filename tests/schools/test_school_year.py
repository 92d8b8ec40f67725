"""The holiday rule against published dates."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from schools.school_year import after_school_weeks, easter, holidays, is_school_day, school_days, school_year_of

# Published holidays of the Flemish school years: autumn, Christmas, spring, Easter (first day, last day).
PUBLISHED = {
    2020: [("2020-11-02", "2020-11-08"), ("2020-12-21", "2021-01-03"), ("2021-02-15", "2021-02-21"), ("2021-04-05", "2021-04-18")],
    2021: [("2021-11-01", "2021-11-07"), ("2021-12-27", "2022-01-09"), ("2022-02-28", "2022-03-06"), ("2022-04-04", "2022-04-17")],
    2022: [("2022-10-31", "2022-11-06"), ("2022-12-26", "2023-01-08"), ("2023-02-20", "2023-02-26"), ("2023-04-03", "2023-04-16")],
    2023: [("2023-10-30", "2023-11-05"), ("2023-12-25", "2024-01-07"), ("2024-02-12", "2024-02-18"), ("2024-04-01", "2024-04-14")],
    2024: [("2024-10-28", "2024-11-03"), ("2024-12-23", "2025-01-05"), ("2025-03-03", "2025-03-09"), ("2025-04-07", "2025-04-20")],
    2025: [("2025-10-27", "2025-11-02"), ("2025-12-22", "2026-01-04"), ("2026-02-16", "2026-02-22"), ("2026-04-06", "2026-04-19")],
    2026: [("2026-11-02", "2026-11-08"), ("2026-12-21", "2027-01-03"), ("2027-02-08", "2027-02-14"), ("2027-03-29", "2027-04-11")],
}
NAMES = ("herfstvakantie", "kerstvakantie", "krokusvakantie", "paasvakantie")


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_rule_gives_the_published_holidays(year: int) -> None:
    by_name = {holiday.name: (holiday.first.isoformat(), holiday.last.isoformat()) for holiday in holidays(year)}
    assert [by_name[name] for name in NAMES] == PUBLISHED[year]


@pytest.mark.parametrize(("year", "day"), [(2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05"), (2038, "2038-04-25")])
def test_easter(year: int, day: str) -> None:
    assert easter(year).isoformat() == day


@pytest.mark.parametrize("year", range(2015, 2041))
def test_every_school_year_has_holidays_in_order_that_begin_on_a_monday(year: int) -> None:
    found = [holiday for holiday in holidays(year) if holiday.name in NAMES]
    assert [holiday.name for holiday in found] == list(NAMES)
    assert all(holiday.first.weekday() == 0 for holiday in found)
    assert all(before.last < after.first for before, after in pairwise(found))


def test_a_sprint_of_ten_weeks_steps_over_the_holidays() -> None:
    assert after_school_weeks(date(2026, 9, 7), 10) == date(2026, 11, 20)  # the autumn week does not count


def test_school_days_are_no_weekends_and_no_holidays() -> None:
    assert not is_school_day(date(2026, 11, 11))
    assert not is_school_day(date(2026, 11, 14))
    assert school_days(date(2026, 10, 30), date(2026, 11, 10)) == [date(2026, 10, 30), date(2026, 11, 9), date(2026, 11, 10)]


def test_a_school_year_begins_in_september() -> None:
    assert (school_year_of(date(2026, 8, 31)), school_year_of(date(2026, 9, 1))) == (2025, 2026)
