"""Who asks: a key in the `Authorization` header, or the session of the browser."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from schools.access import access_of_key
from schools.models import ApiKey
from schools.services.key_use import note_key_use
from warmescholen.accounts import tokens
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import CredentialAddress, User
from warmescholen.audit.actors import ActorKind, become
from warmescholen.tenancy.context import programme_context

SCHEME = "bearer"


@dataclass(frozen=True)
class Keyholder:
    """A key that was found good, with what it may."""

    key: ApiKey
    access: Access


class KeyAuthentication(BaseAuthentication):
    """A bearer key. Its programme is known by the hash of its first signs, before any wall is entered."""

    def authenticate(self, request: Request) -> tuple[User, Keyholder] | None:
        """The maker and the key; None when no key was sent. Raises AuthenticationFailed without saying what is wrong with it."""
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        scheme, _, token = header.partition(" ")
        holder = _holder(token.strip()) if scheme.lower() == SCHEME else None
        if holder is None:
            raise AuthenticationFailed
        note_key_use(holder.key)
        become(kind=ActorKind.KEY, id=str(holder.key.pk), label=holder.key.name)
        return holder.key.made_by, holder

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 (the framework's signature)
        """What a 401 asks for."""
        return 'Bearer realm="Warme Scholen"'


class BrowserAuthentication(SessionAuthentication):
    """The session of who is signed in; a change needs the CSRF token as a page's form does."""


def _holder(token: str) -> Keyholder | None:
    prefix_hash = tokens.digest(tokens.prefix_of(token))
    address = CredentialAddress.objects.filter(kind=CredentialAddress.Kind.API_KEY, prefix_hash=prefix_hash).first()
    if address is None:
        return None
    with programme_context(address.programme_id, read_only=True):
        key = ApiKey.objects.select_related("made_by").filter(programme_id=address.programme_id, prefix=tokens.prefix_of(token)).first()
        if key is None or not hmac.compare_digest(key.key_hash, tokens.digest(token)):
            return None
        access = access_of_key(key)
    return None if access is None else Keyholder(key, access)
