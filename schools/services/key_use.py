"""When a key was last used: one of the few writers that a reading request may call, in a transaction of its own."""

from __future__ import annotations

import datetime

from django.utils import timezone

from schools.models import ApiKey
from warmescholen.tenancy.context import programme_context

NOTED_EVERY = datetime.timedelta(minutes=1)


def note_key_use(key: ApiKey) -> None:
    """Keep that a key was used now, at most once a minute. Call it outside the transaction that reads."""
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > NOTED_EVERY:
        with programme_context(key.programme_id):
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
