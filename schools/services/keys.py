"""Verbs for machines' keys: each key is shown once and kept as a hash."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from schools.enums import KeyScope
from schools.models import ApiKey
from warmescholen.accounts import tokens
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import CredentialAddress, User
from warmescholen.accounts.roles import Permission

LONGEST_KEY_DAYS = 365


class KeyRefused(ValueError):
    """The key cannot be made or revoked like this; the message says why, in Dutch."""


@transaction.atomic
def make_api_key(*, name: str, scopes: Collection[str], days: int, by: Access, maker: User | None = None) -> tuple[ApiKey, str]:
    """Make a machine's key; the key itself comes back beside the row. It may do what `maker` may, by default who makes it.

    Only the platform's own commands name a `maker`. Raises KeyRefused for more than a year or unknown scopes.
    """
    by.demand(Permission.MANAGE_PEOPLE)
    maker_id = maker.pk if maker else by.user_id
    if maker_id is None:
        raise KeyRefused("Alleen een persoon met een rol kan sleutels maken.")
    if by.user_id not in {None, maker_id}:
        raise KeyRefused("Een sleutel mag wat jij mag: je maakt ze niet namens iemand anders.")
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
        made_by_id=maker_id,
        expires_at=timezone.now() + datetime.timedelta(days=days),
    )
    CredentialAddress.objects.create(kind=CredentialAddress.Kind.API_KEY, prefix_hash=tokens.digest(key.prefix), programme_id=by.programme_id)
    return key, token


@transaction.atomic
def revoke_api_key(*, key: ApiKey, by: Access) -> ApiKey:
    """Stop a key at once. Raises KeyRefused when it was stopped before."""
    by.demand(Permission.MANAGE_PEOPLE)
    found = ApiKey.objects.select_for_update().get(pk=key.pk)
    if found.revoked_at is not None:
        raise KeyRefused("Deze sleutel is al ingetrokken.")
    found.revoked_at = timezone.now()
    found.save(update_fields=["revoked_at", "updated_at"])
    return found
