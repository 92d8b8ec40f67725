"""Verbs for roles: give one, change its dates, end it. Nobody raises the own rights, and somebody always manages the people."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from networks.models import Network
from schools.models import Grant, School
from warmescholen.accounts.access import Access, Forbidden
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import SCOPES, Permission, Role, Scope


class RoleRefused(ValueError):
    """The role cannot be given or changed like this; the message says why, in Dutch."""


class LastManager(RoleRefused):
    """The programme would have nobody left who manages its people."""


class OwnRights(Forbidden):
    """Somebody tries to raise the own rights."""


@transaction.atomic
def give_role(
    *,
    user: User,
    role: Role,
    starts_on: datetime.date,
    by: Access,
    network: Network | None = None,
    school: School | None = None,
    ends_on: datetime.date | None = None,
) -> Grant:
    """Give a person a role over the programme, a network or a school, up to but not including `ends_on`.

    Raises OwnRights when it is oneself, RoleRefused when the scope does not fit or the person has the role already.
    """
    by.demand(Permission.MANAGE_PEOPLE)
    if user.pk == by.user_id:
        raise OwnRights("Je kunt jezelf geen rol geven. Vraag het aan een andere programmabeheerder.")
    demand_fitting_scope(role, network, school)
    grant = Grant(programme_id=by.programme_id, user=user, role=role, network=network, school=school, starts_on=starts_on, ends_on=ends_on)
    return add_grant(grant)


@transaction.atomic
def change_role_dates(*, grant: Grant, starts_on: datetime.date, ends_on: datetime.date | None, by: Access) -> Grant:
    """Let a role hold from a date up to, not including, another.

    Raises OwnRights when one's own role would hold longer, LastManager when nobody would manage the people any more.
    """
    by.demand(Permission.MANAGE_PEOPLE)
    managers = _lock_managers(by.programme_id)
    now = Grant.objects.select_for_update().get(pk=grant.pk)
    if now.user_id == by.user_id and not _is_narrower(now, starts_on, ends_on):
        raise OwnRights("Je kunt je eigen rol niet verlengen. Vraag het aan een andere programmabeheerder.")
    before = _managed_until(managers)
    now.starts_on, now.ends_on = starts_on, ends_on
    _demand_free_period(now)
    after = _managed_until(now if each.pk == now.pk else each for each in managers)
    if after < before:
        raise LastManager("Dan heeft het programma geen programmabeheerder meer. Geef eerst iemand anders die rol.")
    now.save(update_fields=["starts_on", "ends_on", "updated_at"])
    return now


def end_role(*, grant: Grant, by: Access, on: datetime.date | None = None) -> Grant:
    """Let a role end on a date, by default today; what ends today opens nothing from the next request on.

    Raises RoleRefused when it ended before, and what `change_role_dates` raises.
    """
    last = max(on or timezone.localdate(), grant.starts_on)
    if grant.ends_on is not None and grant.ends_on <= last:
        raise RoleRefused(f"Deze rol eindigt al op {grant.ends_on:%d/%m/%Y}.")
    return change_role_dates(grant=grant, starts_on=grant.starts_on, ends_on=last, by=by)


def add_grant(grant: Grant) -> Grant:
    """Store a grant whose right to be there was checked before, with the membership that leads its person to the programme."""
    Membership.objects.get_or_create(user_id=grant.user_id, programme_id=grant.programme_id)
    # Two requests that give the same role wait for each other here, so that the second one sees the first.
    Membership.objects.select_for_update().get(user_id=grant.user_id, programme_id=grant.programme_id)
    _demand_free_period(grant)
    grant.save()
    return grant


def demand_fitting_scope(role: Role, network: Network | None, school: School | None) -> None:
    """Raise RoleRefused when a role cannot be bound to this."""
    if network is not None and school is not None:
        raise RoleRefused("Een rol geldt voor een netwerk of voor een school, niet voor beide.")
    scope = Scope.NETWORK if network is not None else Scope.SCHOOL if school is not None else Scope.PROGRAMME
    if scope not in SCOPES[role]:
        fitting = " of ".join(each.value for each in Scope if each in SCOPES[role])
        raise RoleRefused(f"Een {role.label} heeft een rol over {fitting}, niet over {scope.value}.")


def same_place(grant: Grant) -> Q:
    """Grants of the same person, role and scope."""
    return Q(user_id=grant.user_id, role=grant.role, network_id=grant.network_id, school_id=grant.school_id)


def _demand_free_period(grant: Grant) -> None:
    if grant.ends_on is not None and grant.ends_on < grant.starts_on:
        raise RoleRefused("Een rol kan niet eindigen voor ze begint.")
    others = Grant.objects.filter(same_place(grant), programme_id=grant.programme_id).exclude(pk=grant.pk)
    if grant.ends_on is not None:
        others = others.filter(starts_on__lt=grant.ends_on)
    if others.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=grant.starts_on)).exists():
        raise RoleRefused("Deze persoon heeft deze rol al in die periode.")


def _is_narrower(grant: Grant, starts_on: datetime.date, ends_on: datetime.date | None) -> bool:
    return starts_on >= grant.starts_on and (ends_on or datetime.date.max) <= (grant.ends_on or datetime.date.max)


def _lock_managers(programme_id: int) -> list[Grant]:
    """Every role of a programmabeheerder, locked: two of them that end each other's role wait here for one another."""
    held = Grant.objects.filter(programme_id=programme_id, role=Role.MANAGER, user__is_active=True)
    return list(held.select_for_update(of=("self",)).order_by("pk"))


def _managed_until(managers: Iterable[Grant]) -> datetime.date:
    """Up to which day somebody manages the people without a gap from today on."""
    until = timezone.localdate()
    for grant in sorted(managers, key=lambda each: each.starts_on):
        if grant.starts_on <= until:
            until = max(until, grant.ends_on or datetime.date.max)
    return until
