"""The weeks of a sprint: school weeks, with the holidays between them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from schools.school_year import WEEK, holidays, is_school_week, school_year_of
from sprints.enums import SprintState
from sprints.models import Sprint


@dataclass(frozen=True)
class Week:
    """A week of a sprint. `number` counts school weeks from one; a week without school has none and says which holiday it is."""

    monday: datetime.date
    number: int | None
    holiday: str
    is_past: bool
    is_now: bool
    has_forum: bool


@dataclass(frozen=True)
class Ruler:
    """The weeks of a sprint as one walks through them."""

    weeks: tuple[Week, ...]
    today: datetime.date

    @property
    def total(self) -> int:
        """How many school weeks the sprint has."""
        return sum(week.number is not None for week in self.weeks)

    @property
    def number(self) -> int:
        """The school week of today, or the last one before it; 0 before the sprint, never more than `total`."""
        return max((week.number or 0 for week in self.weeks if week.monday <= self.today), default=0)

    @property
    def has_ended(self) -> bool:
        """Whether the last week lies behind us."""
        return self.weeks[-1].is_past


def ruler(sprint: Sprint, forum_on: datetime.date, today: datetime.date) -> Ruler:
    """Week by week through the Flemish school calendar: a week without a school day counts in no sprint."""
    monday, number, weeks = _monday(sprint.starts_on), 0, []
    while monday <= sprint.ends_on:
        has_school = is_school_week(monday)
        number += has_school
        friday = monday + datetime.timedelta(days=6)
        weeks.append(
            Week(
                monday=monday,
                number=number if has_school else None,
                holiday="" if has_school else _holiday(monday),
                is_past=friday < today,
                is_now=monday <= today <= friday,
                has_forum=monday <= forum_on <= friday,
            )
        )
        monday += WEEK
    return Ruler(tuple(weeks), today)


def headline(sprint: Sprint, weeks: Ruler) -> str:
    """Where the sprint stands, in a few words: the answer to the first question of whoever opens it."""
    if sprint.state == SprintState.CLOSED:
        return f"Sprint {sprint.number}, gesloten"
    if weeks.today < sprint.starts_on:
        return f"Sprint {sprint.number} begint binnenkort"
    if weeks.has_ended:
        return f"Sprint {sprint.number}, na de laatste week"
    return f"Week {max(1, weeks.number)} van {weeks.total}"


def _monday(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def _holiday(monday: datetime.date) -> str:
    sunday = monday + datetime.timedelta(days=6)
    return next((free.name for free in holidays(school_year_of(monday)) if free.first <= sunday and free.last >= monday), "vrij")
