"""The database and its roles, made with the administrative login under a lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import extensions, sql

from warmescholen.tenancy import addresses

LOCK = 7_274_520_181  # any number of our own: two set-ups on one cluster wait for each other
ATTRIBUTES = {
    "migrator": "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
    "app": "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
    "dumper": "NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE",
    "ops": "NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE",
}
GRANTS = {
    "app": ("SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT"),
    "dumper": ("SELECT", "SELECT"),
    "ops": ("SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT, UPDATE"),
}


def make_database(admin: dict[str, Any], *, secret_key: str, reset: bool = False) -> None:
    """Make the roles and the database where they are missing; with `reset` drop the database first.

    Raises psycopg2.OperationalError when the server does not answer or the login lacks the right to make roles.
    """
    name = admin["NAME"]
    with _connected(admin, "postgres") as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        for role, attributes in ATTRIBUTES.items():
            _make_role(cursor, name, role, attributes, addresses.role_password(secret_key, name, role))
        if reset:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            owner = sql.Identifier(addresses.role_name(name, "migrator"))
            statement = "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0"
            cursor.execute(sql.SQL(statement).format(sql.Identifier(name), owner))
    with _connected(admin, name) as cursor:
        _own_and_grant(cursor, name)


def drop_database(admin: dict[str, Any]) -> None:
    """Drop the database and its roles; for the databases of tests."""
    name = admin["NAME"]
    with _connected(admin, "postgres") as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        for role in ATTRIBUTES:
            cursor.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(addresses.role_name(name, role))))


def _make_role(cursor: extensions.cursor, name: str, role: str, attributes: str, password: str) -> None:
    login = addresses.role_name(name, role)
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    statement = sql.SQL(verb + " ROLE {} LOGIN " + attributes + " PASSWORD {}")
    cursor.execute(statement.format(sql.Identifier(login), sql.Literal(password)))
    cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(login)))


def _own_and_grant(cursor: extensions.cursor, name: str) -> None:
    """The migrator owns the schema; what it makes later is granted by default, so no migration has to remember."""
    migrator = sql.Identifier(addresses.role_name(name, "migrator"))
    cursor.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), migrator))
    cursor.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(migrator))
    cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    for role, (tables, sequences) in GRANTS.items():
        login = sql.Identifier(addresses.role_name(name, role))
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), login))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(login))
        for kind, rights in (("TABLES", tables), ("SEQUENCES", sequences)):
            statement = f"ALTER DEFAULT PRIVILEGES FOR ROLE {{}} IN SCHEMA public GRANT {rights} ON {kind} TO {{}}"
            cursor.execute(sql.SQL(statement).format(migrator, login))


@contextmanager
def _connected(admin: dict[str, Any], database: str) -> Iterator[extensions.cursor]:
    connection = psycopg2.connect(
        dbname=database,
        user=admin["USER"] or None,
        password=admin["PASSWORD"] or None,
        host=admin["HOST"] or None,
        port=admin["PORT"] or None,
        **admin["OPTIONS"],
    )
    connection.autocommit = True  # CREATE DATABASE refuses a transaction
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
