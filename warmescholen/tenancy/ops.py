"""The connection that passes the walls, for the named commands of an operator. Web and worker never open it.

Its role owns nothing and can change what the role that serves may only add to: history and access log, for erasure and retention.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.conf import settings
from django.db import connections, transaction

from warmescholen.tenancy import addresses
from warmescholen.tenancy.context import SETTING

ALIAS = "ops"


@contextmanager
def ops_connection() -> Iterator[str]:
    """The alias of a connection as `ops`, which exists while the block runs."""
    address = addresses.for_role(settings.DATABASE_ADMIN, "ops", secret_key=settings.SECRET_KEY, own_url=settings.OPS_DATABASE_URL)
    connections.settings[ALIAS] = {**connections.settings["default"], **address, "CONN_MAX_AGE": 0}
    try:
        yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]


@contextmanager
def ops_in_programme(programme_id: int, *, who: Mapping[str, str]) -> Iterator[None]:
    """One transaction in which what triggers write goes into this programme, and the history says who: keys of `audit.actors.Actor`.

    The walls do not hold this role back, so every query inside names the programme itself.
    """
    with transaction.atomic(using=ALIAS):
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(programme_id)])
            cursor.execute("SELECT set_config('pghistory.context_metadata', %s, true)", [json.dumps(dict(who))])
        yield
