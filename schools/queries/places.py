"""Where a session can be: with a school, a group of schools or a network. A place is written as `school:key`, `group:key` or `network:key`."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from networks.models import Network
from schools.enums import SessionKind
from schools.models import Placement, School, SchoolGroup, Session
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission

Row = TypeVar("Row", School, SchoolGroup, Network)

RECENT = 60  # sessions that tell of a habit
SHORTLIST = 5
USUAL_MINUTES = 60


@dataclass(frozen=True)
class Places:
    """What one person may log for, in the order of a list."""

    schools: Sequence[School]
    groups: Sequence[SchoolGroup]
    networks: Sequence[Network]

    def find(self, place: str) -> School | SchoolGroup | Network | None:
        """The school, group or network that is written like this."""
        kind, _, key = place.partition(":")
        rows: dict[str, Sequence[School | SchoolGroup | Network]] = {"school": self.schools, "group": self.groups, "network": self.networks}
        return next((row for row in rows.get(kind, ()) if row.key == key), None)

    def including(self, session: Session) -> Places:
        """These, and where the session is already: who may tell of it anew can leave it there."""
        return Places(_with(self.schools, session.school), _with(self.groups, session.group), _with(self.networks, session.network))


@dataclass(frozen=True)
class Habit:
    """What is filled in beforehand, from what somebody logged last."""

    place: str
    kind: str
    minutes: int
    room: str
    recent: tuple[str, ...]


def places_for(access: Access) -> Places:
    """Where this person may log; a group when each of its schools is."""
    schools = list(School.objects.where(access, Permission.LOG_SESSION).order_by("sort_key"))
    own = {school.pk for school in schools}
    grouped = School.objects.filter(programme_id=access.programme_id, group__isnull=False).values_list("group_id", "pk")
    groups = {group for group, _school in grouped} - {group for group, school in grouped if school not in own}
    return Places(
        schools=schools,
        groups=list(SchoolGroup.objects.filter(programme_id=access.programme_id, pk__in=groups)),
        networks=list(Network.objects.where(access, Permission.LOG_SESSION).order_by("position", "sort_key")),
    )


def attending(place: School | SchoolGroup | Network, day: datetime.date) -> list[School]:
    """Who can have been at a session there on a day."""
    if isinstance(place, School):
        return [place]
    if isinstance(place, SchoolGroup):
        return list(place.schools.order_by("sort_key"))
    placed = Placement.objects.on(day).filter(network=place).values("school")
    return list(School.objects.filter(pk__in=placed).order_by("sort_key"))


def place_of(session: Session) -> str:
    """How the place of a session is written; empty for one that has none."""
    for kind in ("network", "school", "group"):
        row = getattr(session, kind)
        if row is not None:
            return f"{kind}:{row.key}"
    return ""


def habit_of(user_id: int | None, access: Access, today: datetime.date) -> Habit:
    """Where this person is usually on such a weekday, else was last; with the kind, duration and room of the last time there."""
    own = Session.objects.held().where(access, Permission.LOG_SESSION).filter(adviser_links__user=user_id)
    recent = list(own.select_related("school", "group", "network").order_by("-date", "-pk")[:RECENT])
    if not recent:
        return Habit("", SessionKind.INDIVIDUAL, USUAL_MINUTES, "", ())
    weekday = Counter(place_of(each) for each in recent if each.date and each.date.weekday() == today.weekday())
    often = [place for place, times in weekday.most_common(1) if times > 1]
    place = (often or [place_of(recent[0])])[0]
    last = next(each for each in recent if place_of(each) == place)
    minutes = Counter(each.minutes for each in recent if each.kind == last.kind and each.minutes).most_common(1)
    shortlist = tuple(dict.fromkeys(place_of(each) for each in recent))[:SHORTLIST]
    return Habit(place, last.kind, minutes[0][0] or USUAL_MINUTES if minutes else USUAL_MINUTES, last.place, shortlist)


def _with(rows: Sequence[Row], row: Row | None) -> Sequence[Row]:
    found = list(rows)
    if row is not None and row not in found:
        found.append(row)
    return found
