"""The whole story of a school, by school year, and who and what belongs to it now."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.utils import timezone

from schools import school_year
from schools.enums import MemberRole, SessionState
from schools.models import FlywheelMember, Placement, School
from schools.queries import follow_ups
from sprints.enums import SprintState
from sprints.models import Sprint
from warmescholen.accounts.access import Access
from warmescholen.home.school.entries import (
    FORUM,
    PROTOTYPE,
    ROUND,
    SESSION,
    SPRINT,
    Entry,
    prototype_entries,
    round_entries,
    session_entries,
    sprint_entries,
)

ROLES = (MemberRole.DRIVER, MemberRole.LEADER, MemberRole.MEMBER)
SHOWN = {"": (), "sessies": (SESSION,), "sprints": (SPRINT, FORUM, PROTOTYPE), "metingen": (ROUND,)}


@dataclass(frozen=True)
class Year:
    """A school year of the story, the newest first within it."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Story:
    """What the page of a school tells."""

    sessions: int
    last_on: datetime.date | None
    sprint: Sprint | None
    coming: tuple[Entry, ...]
    years: tuple[Year, ...]
    members: Sequence[FlywheelMember]
    placements: Sequence[Placement]
    steps: Sequence[follow_ups.Step]

    @property
    def network(self) -> Placement | None:
        """Where it is placed today."""
        today = timezone.localdate()
        return next((each for each in self.placements if each.starts_on <= today and (each.ends_on is None or each.ends_on > today)), None)


def story_of(school: School, access: Access, *, shown: str = "") -> Story:
    """The story as this reader may read it, `shown` narrows the timeline; a fixed number of queries."""
    today = timezone.localdate()
    makers = (session_entries, sprint_entries, prototype_entries, round_entries)
    every = [entry for maker in makers for entry in maker(school, access)]
    held = [each.session for each in every if each.session is not None and each.session.state == SessionState.HELD]
    wanted = [entry for entry in every if entry.kind in SHOWN[shown]] if SHOWN[shown] else every
    coming = sorted((entry for entry in wanted if _is_coming(entry, today)), key=lambda entry: entry.on)
    past = sorted((entry for entry in wanted if not _is_coming(entry, today)), key=lambda entry: entry.on, reverse=True)
    years = groupby(past, key=lambda entry: school_year.school_year_of(entry.on))
    return Story(
        sessions=len(held),
        last_on=max((each.date for each in held if each.date), default=None),
        sprint=Sprint.objects.visible_to(access).filter(school=school, state=SprintState.RUNNING).select_related("forum").first(),
        coming=tuple(coming),
        years=tuple(Year(school_year.label(year), tuple(entries)) for year, entries in years),
        members=members_of(school, today),
        placements=list(Placement.objects.filter(school=school).select_related("network").order_by("-starts_on")),
        steps=follow_ups.with_reasons(follow_ups.listed(access, school=school.key).filter(done_at=None), access),
    )


def members_of(school: School, day: datetime.date) -> list[FlywheelMember]:
    """Who is in the flywheel of a school on a day, who drives it first."""
    now = Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))
    team = Q(team__starts_on__lte=day) & (Q(team__ends_on=None) | Q(team__ends_on__gt=day))
    rows = FlywheelMember.objects.filter(now & team, team__school=school).select_related("user")
    return sorted(rows, key=lambda member: ROLES.index(MemberRole(member.role)))


def _is_coming(entry: Entry, today: datetime.date) -> bool:
    return entry.session.state == SessionState.PLANNED if entry.session else entry.on > today
