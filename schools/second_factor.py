"""Who reaches further than one school signs in with more than a password: asked at every door, of pages and API alike."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone

from schools.models import Grant
from warmescholen.accounts.access import Access, Forbidden
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import SECOND_FACTOR_ROLES
from warmescholen.tenancy.context import programme_context


class SecondFactorMissing(Forbidden):
    """Somebody has a role that asks for a second step at sign-in, and has set none up."""


def demand_second_factor(user: User, access: Access) -> None:
    """Raise SecondFactorMissing when this person's role here, or in any other programme, asks for what is not set up.

    Once it is set up, allauth lets nobody sign in without it. Needs the context of the access's programme.
    """
    if settings.SECOND_FACTOR_REQUIRED and not has_second_factor(user) and _asks_for_one(user, access):
        raise SecondFactorMissing("Met jouw rol meld je je aan in twee stappen. Stel eerst een tweede stap in.")


def has_second_factor(user: User) -> bool:
    """Whether an app or a passkey is set up; recovery codes alone do not count."""
    found: bool = Authenticator.objects.filter(user=user, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]).exists()
    return found


def _asks_for_one(user: User, access: Access) -> bool:
    if any(grip.role in SECOND_FACTOR_ROLES for grip in access.grips):
        return True
    elsewhere = Membership.objects.filter(user=user).exclude(programme=access.programme_id).values_list("programme_id", flat=True)
    return any(_holds_one_in(programme_id, user) for programme_id in list(elsewhere))


def _holds_one_in(programme_id: int, user: User) -> bool:
    with programme_context(programme_id):
        held = Grant.objects.on(timezone.localdate()).filter(programme_id=programme_id, user=user, role__in=SECOND_FACTOR_ROLES)
        return held.exists()
