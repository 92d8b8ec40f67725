"""Verbs for flywheel teams."""

from __future__ import annotations

import datetime

from django.db import transaction

from schools.enums import MemberRole
from schools.models import FlywheelMember, FlywheelTeam, School
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Permission


@transaction.atomic
def start_team(*, school: School, starts_on: datetime.date, by: Access) -> FlywheelTeam:
    """Start the flywheel team of a school."""
    by.demand(Permission.MANAGE_SCHOOLS, school)
    return FlywheelTeam.objects.create(programme_id=by.programme_id, school=school, starts_on=starts_on)


@transaction.atomic
def add_member(
    *, team: FlywheelTeam, function: str, role: MemberRole, starts_on: datetime.date, by: Access, user: User | None = None
) -> FlywheelMember:
    """Add a member to a flywheel team, by function; with an account when the person has one."""
    by.demand(Permission.MANAGE_SCHOOLS, team.school)
    return FlywheelMember.objects.create(programme_id=by.programme_id, team=team, function=function, role=role, starts_on=starts_on, user=user)
