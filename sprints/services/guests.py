"""Verbs for guests: a link or QR code that gives one advice form, and what comes in by it."""

from __future__ import annotations

import base64
import datetime
import secrets
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sprints.enums import AdviceKind, AdviceState
from sprints.models import Advice, Forum, GuestLink
from sprints.services.common import SprintRefused, demand_flywheel, demand_open, demand_unfrozen
from warmescholen.accounts import tokens
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import CredentialAddress

LONGEST_LINK = datetime.timedelta(days=120)


class LinkClosed(ValueError):
    """The link is revoked or its time is over."""


@transaction.atomic
def make_guest_link(*, forum: Forum, label: str, expires_at: datetime.datetime, by: Access) -> tuple[GuestLink, str]:
    """Make a link that gives one advice form without an account; its secret comes back beside the row.

    Raises SprintRefused for an end that is past or far away.
    """
    demand_open(forum.sprint, by)
    if not timezone.now() < expires_at <= timezone.now() + LONGEST_LINK:
        raise SprintRefused(f"Een link blijft hoogstens {LONGEST_LINK.days} dagen geldig.")
    seed = secrets.token_urlsafe(32)
    token = _token(seed)
    link = GuestLink.objects.create(
        programme_id=by.programme_id, forum=forum, label=label, seed=seed, token_hash=tokens.digest(token), expires_at=expires_at
    )
    CredentialAddress.objects.create(
        kind=CredentialAddress.Kind.GUEST_LINK, prefix_hash=tokens.digest(tokens.prefix_of(token)), programme_id=by.programme_id
    )
    return link, token


def token_of(link: GuestLink, *, by: Access) -> str | None:
    """The secret of a link again, for its flywheel to show or print; None when it can no longer be made."""
    demand_flywheel(link.forum.sprint, by)
    token = _token(link.seed)
    return token if link.seed and tokens.digest(token) == link.token_hash else None


@transaction.atomic
def revoke_guest_link(*, link: GuestLink, by: Access) -> GuestLink:
    """Close a link at once; what came in by it stays."""
    demand_flywheel(link.forum.sprint, by)
    link.revoked_at = link.revoked_at or timezone.now()
    link.save()
    return link


@transaction.atomic
def receive_advice(*, link: GuestLink, kind: AdviceKind, who: str, text: str, email: str, form: uuid.UUID) -> Advice:
    """Take in what a guest sends; it waits for a member of the flywheel. The same form sent twice is one advice.

    Raises LinkClosed, and SprintClosed after the close.
    """
    demand_unfrozen(link.forum.sprint)
    if not GuestLink.objects.working().filter(pk=link.pk).exists():
        raise LinkClosed
    advice, _made = Advice.objects.get_or_create(
        programme_id=link.programme_id,
        guest_link=link,
        form=form,
        defaults={
            "forum": link.forum, "who": who, "kind": kind, "text": text, "email": email, "given_at": timezone.now(), "state": AdviceState.WAITING,
        },
    )  # fmt: skip
    return advice


def _token(seed: str) -> str:
    """The secret that follows from a seed: a copy of the database alone does not tell it."""
    mac = salted_hmac("sprints.guest_link", seed, algorithm="sha256").digest()
    return f"ws_forum_{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
