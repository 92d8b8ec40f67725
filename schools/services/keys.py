"""Verbs for invitations and keys: each gives its secret back once and keeps the hash."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from networks.models import Network
from schools.enums import KeyScope
from schools.models import ApiKey, Invitation, School
from warmescholen.accounts import tokens
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import CredentialAddress, User
from warmescholen.accounts.roles import Permission, Role

LONGEST_KEY_DAYS = 365
INVITATION_DAYS = 14


class KeyRefused(ValueError):
    """The key cannot be made like this; the message says why, in Dutch."""


@transaction.atomic
def invite(*, email: str, role: Role, by: Access, network: Network | None = None, school: School | None = None) -> tuple[Invitation, str]:
    """Invite one address to a role; the secret of the link comes back beside the row."""
    by.demand(Permission.MANAGE_PEOPLE)
    token = tokens.new_token("uitnodiging")
    invitation = Invitation.objects.create(
        programme_id=by.programme_id,
        email=email.lower(),
        role=role,
        network=network,
        school=school,
        token_hash=tokens.digest(token),
        invited_by_id=_person(by),
        expires_at=timezone.now() + datetime.timedelta(days=INVITATION_DAYS),
    )
    return invitation, token


@transaction.atomic
def make_api_key(*, name: str, scopes: Collection[str], days: int, by: Access, maker: User | None = None) -> tuple[ApiKey, str]:
    """Make a machine's key; the key itself comes back beside the row. It may do what `maker` may, by default who makes it.

    Raises KeyRefused for more than a year or unknown scopes.
    """
    by.demand(Permission.MANAGE_PEOPLE)
    if not 0 < days <= LONGEST_KEY_DAYS:
        raise KeyRefused(f"Een sleutel geldt een tot {LONGEST_KEY_DAYS} dagen.")
    if not scopes or not set(scopes) <= set(KeyScope.values):
        raise KeyRefused(f"Een sleutel heeft een of meer van deze rechten: {', '.join(KeyScope.values)}.")
    token = tokens.new_token("sleutel")
    key = ApiKey.objects.create(
        programme_id=by.programme_id,
        name=name,
        prefix=tokens.prefix_of(token),
        key_hash=tokens.digest(token),
        scopes=sorted(scopes),
        made_by_id=maker.pk if maker else _person(by),
        expires_at=timezone.now() + datetime.timedelta(days=days),
    )
    CredentialAddress.objects.create(kind=CredentialAddress.Kind.API_KEY, prefix_hash=tokens.digest(key.prefix), programme_id=by.programme_id)
    return key, token


def _person(by: Access) -> int:
    """A key and an invitation live and die with the role of who made them, so somebody has to."""
    if by.user_id is None:
        raise KeyRefused("Alleen een persoon met een rol kan uitnodigen of sleutels maken.")
    return by.user_id
