"""What the pages about people show; each a fixed number of queries."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from networks.models import Network
from schools.models import ApiKey, Grant, Invitation, Placement
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import DESCRIPTIONS, PERMISSIONS, SCOPES, SECOND_FACTOR_ROLES, Permission, Role, Scope

NOW, LATER, PAST = "nu", "straks", "geweest"


@dataclass(frozen=True)
class Filters:
    """What the list of people is narrowed to; empty means anything, and of states those that are not past."""

    text: str = ""
    role: str = ""
    network: Network | None = None
    state: str = ""


@dataclass(frozen=True)
class Held:
    """A role of somebody, as it stands today."""

    grant: Grant
    state: str


@dataclass(frozen=True)
class Person:
    """Somebody with the roles that they have, will have or had in the programme."""

    user: User
    roles: tuple[Held, ...]
    has_second_factor: bool

    @property
    def needs_second_factor(self) -> bool:
        """Whether a role of now asks for what is not set up."""
        return not self.has_second_factor and any(held.state == NOW and held.grant.role in SECOND_FACTOR_ROLES for held in self.roles)


@dataclass(frozen=True)
class RoleWords:
    """A role as a school leader reads it."""

    role: Role
    description: str
    scopes: str
    needs_second_factor: bool
    is_own: bool


@dataclass(frozen=True)
class PermissionWords:
    """A permission with the roles that give it."""

    permission: Permission
    roles: tuple[Role, ...]


def people(access: Access, filters: Filters) -> QuerySet[User]:
    """People with a role in the programme, by name."""
    grants = Grant.objects.visible_to(access).filter(_in_state(filters.state, timezone.localdate()))
    if filters.role:
        grants = grants.filter(role=filters.role)
    if filters.network:
        placed = Placement.objects.on(timezone.localdate()).filter(network=filters.network)
        grants = grants.filter(Q(network=filters.network) | Q(school__in=placed.values("school")))
    found = User.objects.filter(pk__in=grants.values("user"))
    if filters.text:
        found = found.filter(Q(name__icontains=filters.text) | Q(email__icontains=filters.text))
    return found.order_by(Lower("name"), "pk")


def with_roles(access: Access, users: Iterable[User]) -> list[Person]:
    """These people with all their roles in the programme, those of now first."""
    asked = list(users)
    today, roles = timezone.localdate(), defaultdict(list)
    grants = Grant.objects.visible_to(access).filter(user__in=asked).select_related("network", "school")
    for grant in grants.order_by("-starts_on", "pk"):
        roles[grant.user_id].append(Held(grant, state_of(grant, today)))
    safe = _with_second_factor(asked)
    order = (NOW, LATER, PAST).index
    return [Person(user, tuple(sorted(roles[user.pk], key=lambda held: order(held.state))), user.pk in safe) for user in asked]


def working_now(access: Access) -> int:
    """How many people have a role today."""
    return Grant.objects.visible_to(access).on(timezone.localdate()).values("user").distinct().count()


def waiting_invitations(access: Access) -> QuerySet[Invitation]:
    """Invitations that nobody answered, the newest first."""
    return Invitation.objects.visible_to(access).unanswered().select_related("network", "school", "invited_by").order_by("-created_at")


def keys(access: Access) -> QuerySet[ApiKey]:
    """Keys of machines, those that work first."""
    return ApiKey.objects.visible_to(access).select_related("made_by").order_by("-revoked_at", "-expires_at")


def state_of(grant: Grant, today: datetime.date) -> str:
    """Whether a role holds now, later or not any more."""
    if grant.holds_on(today):
        return NOW
    return LATER if grant.starts_on > today and grant.ends_on != grant.starts_on else PAST


def role_words(access: Access) -> list[RoleWords]:
    """The roles, in the order of their reach."""
    own = {grip.role for grip in access.grips}
    return [
        RoleWords(
            role, DESCRIPTIONS[role], " of ".join(scope.value for scope in Scope if scope in SCOPES[role]), role in SECOND_FACTOR_ROLES, role in own
        )
        for role in Role
    ]


def permission_words() -> list[PermissionWords]:
    """Every permission with who has it, straight from the table that the doors read."""
    return [PermissionWords(each, tuple(role for role in Role if each in PERMISSIONS[role])) for each in Permission]


def _in_state(state: str, today: datetime.date) -> Q:
    unfinished = Q(ends_on__isnull=True) | Q(ends_on__gt=today)
    return {
        NOW: unfinished & Q(starts_on__lte=today),
        LATER: unfinished & Q(starts_on__gt=today),
        PAST: Q(ends_on__lte=today),
    }.get(state, unfinished)


def _with_second_factor(users: Collection[User]) -> set[int]:
    found = Authenticator.objects.filter(user__in=users, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
    return set(found.values_list("user_id", flat=True))
