"""When things happened in the demo: on school days, over three school years of which the last is the current one."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from schools.school_year import after_school_weeks, is_school_day, is_school_week, school_days, school_year_of
from sprints.services import SPRINT_WEEKS

SEED = 2017
YEARS = 3
WEEK = timedelta(weeks=1)
EVENING = 19  # when forums are held


@dataclass(frozen=True)
class RoundDates:
    """When a round opens and closes."""

    opens_on: date
    closes_on: date


@dataclass(frozen=True)
class SprintDates:
    """When a sprint starts and its forum is."""

    starts_on: date
    forum_on: date


class DemoCalendar:
    """Deals out dates before `today`, the same for the same day and key."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.first = date(school_year_of(today) - YEARS + 1, 9, 1)
        self._days = school_days(self.first, today - timedelta(days=1))

    def spread(self, key: str, count: int) -> list[date]:
        """`count` school days in order, evenly over the whole time with some play."""
        chance = random.Random(f"{SEED}:{key}")  # noqa: S311 (dates of a demo, no secret)
        step = len(self._days) / (count + 0.3)
        return [self._days[min(len(self._days) - 1, int((place + chance.uniform(0.15, 0.85)) * step))] for place in range(count)]

    def ahead(self, key: str, count: int) -> list[date]:
        """`count` school days in the coming six school weeks, for what is planned."""
        chance = random.Random(f"{SEED}:ahead:{key}")  # noqa: S311 (as above)
        coming = school_days(self.today + timedelta(days=2), after_school_weeks(self.today + WEEK, 6))
        return sorted(chance.sample(coming, count))

    def closed_rounds(self) -> list[RoundDates]:
        """Two earlier rounds and the latest, which closed some weeks ago."""
        last = len(self._days) - 1
        closings = (int(last * 0.35), int(last * 0.66), last - 14)
        return [RoundDates(self._days[max(0, closing - 20)], self._days[closing]) for closing in closings]

    def open_round(self) -> RoundDates:
        """The round that runs now."""
        return RoundDates(self._days[-5], after_school_weeks(self.today, 5))

    def sprints(self, key: str, count: int) -> list[SprintDates]:
        """`count` sprints of one school, the last one running now and the others before it."""
        chance = random.Random(f"{SEED}:sprint:{key}")  # noqa: S311 (as above)
        start = _weeks_before(_monday(self.today), chance.randint(2, 6))
        found = []
        for _each in range(count):
            found.append(SprintDates(start, forum_day(start)))
            start = _weeks_before(start, SPRINT_WEEKS + chance.randint(1, 4))
        return found[::-1]


def forum_day(start: date) -> date:
    """The last school day but one of the tenth school week."""
    friday = after_school_weeks(start, SPRINT_WEEKS)
    week = [day for day in (friday - timedelta(days=back) for back in range(1, 5)) if is_school_day(day)]
    return week[0] if week else friday


def at(day: date, hour: int) -> datetime.datetime:
    """A moment on a day, Belgian time."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weeks_before(monday: date, weeks: int) -> date:
    """The Monday that lies this many school weeks before another."""
    while weeks:
        monday -= WEEK
        weeks -= is_school_week(monday)
    return monday
