"""A guest at a forum: somebody without an account, let in by a link or QR code, for one advice form and nothing else.

The token of the link is exchanged for a signed state, so that the address with the secret is left at once. The state names the
link; whether the link still works is asked of the database each time.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core import signing

from sprints.enums import SprintState
from sprints.models import GuestLink
from warmescholen.accounts import tokens
from warmescholen.accounts.models import CredentialAddress
from warmescholen.tenancy.context import programme_context

SALT = "sprints.guest"
STATE_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Guest:
    """Who came in by which link; `visit` tells one browser from another."""

    programme_id: int
    link_id: int
    visit: str

    def sign(self) -> str:
        """The state that a browser keeps."""
        return signing.dumps([self.programme_id, self.link_id, self.visit], salt=SALT, compress=False)


def read_state(state: str) -> Guest | None:
    """The guest of a state; None when it is not ours or too old."""
    try:
        programme_id, link_id, visit = signing.loads(state, salt=SALT, max_age=STATE_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Guest(programme_id, link_id, visit)


def enter(token: str) -> Guest | None:
    """Exchange the token of a link; None when there is no such link or it is over. It can be done any number of times."""
    prefix = tokens.digest(tokens.prefix_of(token))
    address = CredentialAddress.objects.filter(kind=CredentialAddress.Kind.GUEST_LINK, prefix_hash=prefix).first()
    if address is None:
        return None
    with programme_context(address.programme_id, read_only=True):
        link = GuestLink.objects.filter(token_hash=tokens.digest(token)).first()
        if link is None or not _opens(link):
            return None
        return Guest(address.programme_id, link.pk, secrets.token_urlsafe(12))


@contextmanager
def link_of(guest: Guest, *, read_only: bool) -> Iterator[GuestLink | None]:
    """The guest's link with its forum, inside the context of its programme; None when it is over."""
    with programme_context(guest.programme_id, read_only=read_only):
        found = GuestLink.objects.select_related("forum__sprint__school", "programme").filter(pk=guest.link_id).first()
        yield found if found is not None and _opens(found) else None


def _opens(link: GuestLink) -> bool:
    return link.works and link.forum.sprint.state != SprintState.CLOSED
