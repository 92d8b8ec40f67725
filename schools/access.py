"""Builds what a person may do in a programme from the grants; the only module that reads them for rights."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import replace

from django.db.models import F
from django.utils import timezone

from schools.enums import KeyScope
from schools.models import ApiKey, Grant, Placement
from warmescholen.accounts.access import Access, Grip
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import READING, Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme


def access_of(user: User, programme_id: int, *, on: datetime.date | None = None) -> Access | None:
    """The access of a person on a date, today by default; None when no role holds. Needs the programme's context."""
    day = on or timezone.localdate()
    grants = list(Grant.objects.on(day).filter(programme_id=programme_id, user=user))
    if not grants or not user.is_active:
        return None
    schools: dict[int, set[int]] = defaultdict(set)
    placed = Placement.objects.on(day).filter(network__in=[grant.network_id for grant in grants if grant.network_id])
    for network_id, school_id in placed.values_list("network_id", "school_id"):
        schools[network_id].add(school_id)
    grips = tuple(_grip(grant, schools) for grant in grants)
    return Access(programme_id=programme_id, user_id=user.pk, label=str(user), grips=grips)


def access_of_key(key: ApiKey) -> Access | None:
    """The access of a key: what its maker may today, narrowed by its scopes. None when it ended or its maker has no role any more."""
    if key.revoked_at is not None or key.expires_at <= timezone.now():
        return None
    access = access_of(key.made_by, key.programme_id)
    if access is None:
        return None
    return access if KeyScope.WRITE in key.scopes else replace(access, limit=READING)


def programmes_of(user: User) -> list[Programme]:
    """The programmes in which somebody has a role today: the one that was chosen last first, the others by name. Needs no context."""
    found = Programme.objects.filter(memberships__user=user).annotate(chosen_at=F("memberships__chosen_at"))
    return [each for each in found.order_by(F("chosen_at").desc(nulls_last=True), "name") if _has_role(each, user)]


def first_manager(programme_id: int) -> User | None:
    """The programmabeheerder whose role began first, for commands that name nobody."""
    held = Grant.objects.on(timezone.localdate()).filter(programme_id=programme_id, role=Role.MANAGER)
    grant = held.select_related("user").order_by("starts_on", "pk").first()
    return None if grant is None else grant.user


def _has_role(programme: Programme, user: User) -> bool:
    with programme_context(programme.pk):
        return Grant.objects.on(timezone.localdate()).filter(programme=programme, user=user).exists()


def _grip(grant: Grant, schools: dict[int, set[int]]) -> Grip:
    role = Role(grant.role)
    if grant.network_id is not None:
        return Grip(role, networks=frozenset({grant.network_id}), schools=frozenset(schools[grant.network_id]))
    if grant.school_id is not None:
        return Grip(role, schools=frozenset({grant.school_id}))
    return Grip(role, everywhere=True)
