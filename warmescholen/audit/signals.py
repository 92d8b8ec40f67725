"""Signing in is noted in every programme that the person belongs to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from warmescholen.accounts.models import Membership, User
from warmescholen.audit.actors import become, user_actor
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.services import note_access


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """From here on the request is this person's."""
    become(**user_actor(user))
    for programme_id in Membership.objects.filter(user=user).values_list("programme_id", flat=True):
        note_access(request, programme_id=programme_id, action=AccessEntry.Action.SIGN_IN)
