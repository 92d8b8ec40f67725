"""Verbs for roles and flywheel teams."""

from __future__ import annotations

import datetime

from django.db import transaction

from networks.models import Network
from schools.enums import MemberRole
from schools.models import FlywheelMember, FlywheelTeam, Grant, School
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import Permission, Role


@transaction.atomic
def give_role(*, user: User, role: Role, starts_on: datetime.date, by: Access, network: Network | None = None, school: School | None = None) -> Grant:
    """Give a person a role over the programme, a network or a school."""
    by.demand(Permission.MANAGE_PEOPLE)
    Membership.objects.get_or_create(user=user, programme_id=by.programme_id)
    return Grant.objects.create(programme_id=by.programme_id, user=user, role=role, network=network, school=school, starts_on=starts_on)


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
