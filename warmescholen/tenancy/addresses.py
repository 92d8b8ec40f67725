"""Database addresses: how the roles' own addresses follow from the administrative one.

An installation has four roles beside the administrative login, prefixed with the database's name:
`migrator` owns the tables, `app` serves web and worker behind the walls, `dumper` reads all for backups,
`ops` passes the walls for a few named commands.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

ROLES = ("migrator", "app", "dumper", "ops")
LONGEST_NAME = 63  # PostgreSQL cuts longer identifiers silently


class BadDatabaseUrl(ValueError):
    """The address of the database cannot be used; the message says why."""


def parse(url: str) -> dict[str, Any]:
    """Django's connection settings from `postgresql://user:password@host:port/name?host=/socket/folder`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        message = "DATABASE_URL must begin with postgresql://, since this platform runs on PostgreSQL only."
        raise BadDatabaseUrl(message)
    name = unquote(parts.path.lstrip("/"))
    if not name:
        message = "DATABASE_URL names no database: postgresql://user:password@host:5432/name"
        raise BadDatabaseUrl(message)
    if len(f"{name}_migrator") > LONGEST_NAME:
        message = f"The database name {name!r} is too long: its roles' names would pass {LONGEST_NAME} characters."
        raise BadDatabaseUrl(message)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(options.pop("port", "") or parts.port or ""),
        "OPTIONS": options,
    }


def role_name(database: str, role: str) -> str:
    """The database role's name in the cluster, where it is shared by all databases."""
    return f"{database}_{role}"


def role_password(secret_key: str, database: str, role: str) -> str:
    """A password that follows from the secret key, so that no second secret has to be kept."""
    return hmac.new(secret_key.encode(), f"database-role:{database}:{role}".encode(), hashlib.sha256).hexdigest()


def for_role(admin: dict[str, Any], role: str, *, secret_key: str, own_url: str | None = None) -> dict[str, Any]:
    """Connection settings of a role: its own address when one is given, else derived from the administrative one."""
    if own_url:
        return parse(own_url)
    name = admin["NAME"]
    return {**admin, "USER": role_name(name, role), "PASSWORD": role_password(secret_key, name, role)}
