"""Verbs for one's own account."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from warmescholen.accounts.models import Membership, User


@transaction.atomic
def rename(*, user: User, name: str) -> User:
    """Change the name that colleagues see."""
    user.name = name
    user.save(update_fields=["name"])
    return user


@transaction.atomic
def end_sessions(*, sessions: list[UserSession]) -> None:
    """Sign out elsewhere: these sessions open nothing from the next request on."""
    for session in sessions:
        session.end()


@transaction.atomic
def choose_programme(*, user: User, slug: str) -> None:
    """Remember with which programme to open; one that the person is no member of is left alone."""
    Membership.objects.filter(user=user, programme__slug=slug).update(chosen_at=timezone.now())
