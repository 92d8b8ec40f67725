"""The check at start: whether the walls are up. Web and worker refuse to serve when they are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection
from django.db.models import Model

from warmescholen.tenancy.backend.schema import POLICY, STORED_CONDITION, is_behind_walls

# Models without a programme, each with the reason why it may stand outside the walls.
OUTSIDE_THE_WALLS = {
    "tenancy.programme": "is the tenant itself: id, address, name and state",
    "accounts.user": "one person can take part in several programmes",
    "accounts.membership": "tells at sign-in which programmes a person belongs to",
    "accounts.credentialaddress": "tells for a key, guest link or invitation which programme's walls to enter",
    "account.emailaddress": "sign-in data",
    "account.emailconfirmation": "sign-in data",
    "mfa.authenticator": "sign-in data",
    "usersessions.usersession": "sign-in data",
    "socialaccount.socialaccount": "sign-in data",
    "socialaccount.socialapp": "sign-in data; stays empty, other sign-ins come from the environment",
    "socialaccount.socialtoken": "sign-in data; stays empty, tokens are not kept",
    "auth.permission": "Django's own; not used for rights",
    "auth.group": "Django's own; not used for rights",
    "auth.group_permissions": "Django's own; not used for rights",
    "pghistory.context": "stays empty: a history row holds its own context; the role that serves has no right on it",
    "pghistory.events": "no table: a question of the package that nothing here asks",
    "contenttypes.contenttype": "Django's own",
    "sessions.session": "Django's own; read before a programme is known",
}


Look = Callable[[Any], Iterator[tuple[str, str]]]
_OTHERS: list[Look] = []


def walled_models() -> list[type[Model]]:
    """Every model whose table stands behind the walls, through tables included."""
    return [model for model in apps.get_models(include_auto_created=True) if is_behind_walls(model)]


@register(Tags.models)
def check_models_are_declared(**_kwargs: Any) -> list[CheckMessage]:
    """Every model has a programme, or stands on the list with a reason; the list has no stale name."""
    messages: list[CheckMessage] = []
    labels = set()
    for model in apps.get_models(include_auto_created=True):
        labels.add(model._meta.label_lower)
        if not is_behind_walls(model) and model._meta.label_lower not in OUTSIDE_THE_WALLS and not model._meta.proxy:
            messages.append(Error(f"{model._meta.label} has no programme and is not declared outside the walls.", id="tenancy.E002"))
    messages.extend(
        Error(f"{label} is declared outside the walls but is no model.", id="tenancy.E003") for label in OUTSIDE_THE_WALLS.keys() - labels
    )
    return messages


@register(Tags.database)
def check_walls(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """The walls as the database has them; run by `check --database default`, by web and worker at start."""
    if not databases or "default" not in databases:
        return []
    return [Error(message, id=f"tenancy.{code}") for code, message in problems()]


def problems() -> Iterator[tuple[str, str]]:
    """What is wrong with the walls: pairs of a code and a sentence."""
    with connection.cursor() as cursor:
        yield from _role_problems(cursor)
        yield from _table_problems(cursor)
        yield from _foreign_key_problems(cursor)
        yield from _view_problems(cursor)
        for look in _OTHERS:
            yield from look(cursor)


def also_look(look: Look) -> None:
    """Let another app look at the database too before anything is served; it yields pairs of a code and a sentence."""
    _OTHERS.append(look)


def refuse_without_walls() -> None:
    """End the process when the walls are not up: web and worker call this before they serve anything."""
    faults = [message for _code, message in problems()]
    if faults:
        raise SystemExit("The walls are not up, nothing is served. " + " ".join(faults))


def _role_problems(cursor: Any) -> Iterator[tuple[str, str]]:
    cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    if cursor.fetchone()[0]:
        yield "E010", "The role that serves is a superuser or passes row-level security."
    cursor.execute("SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm') AND pg_has_role(current_user, relowner, 'USAGE')")
    if cursor.fetchone()[0]:
        yield "E011", "The role that serves owns tables."
    cursor.execute(
        "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'TRUNCATE')"
    )
    if cursor.fetchone()[0]:
        yield "E012", "The role that serves may TRUNCATE."
    cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
    if cursor.fetchone()[0]:
        yield "E013", "The role that serves may make tables."


def _table_problems(cursor: Any) -> Iterator[tuple[str, str]]:
    cursor.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
        " WHERE c.relrowsecurity AND c.relforcerowsecurity"
        " GROUP BY c.relname"
        # A restrictive policy beside it only takes rows away.
        " HAVING count(*) FILTER (WHERE p.polpermissive) = 1 AND bool_and(NOT p.polpermissive OR (p.polname = %s AND p.polcmd = '*'"
        " AND pg_get_expr(p.polqual, p.polrelid) = %s AND pg_get_expr(p.polwithcheck, p.polrelid) = %s))",
        [POLICY, STORED_CONDITION, STORED_CONDITION],
    )
    walled = {row[0] for row in cursor.fetchall()}
    for model in walled_models():
        if model._meta.db_table not in walled:
            yield "E020", f"The table {model._meta.db_table} has no wall: row-level security with FORCE and the policy {POLICY}."


def _foreign_key_problems(cursor: Any) -> Iterator[tuple[str, str]]:
    cursor.execute(
        "SELECT conrelid::regclass::text, confrelid::regclass::text, array_length(conkey, 1), conname FROM pg_constraint WHERE contype = 'f'",
    )
    tables = {model._meta.db_table for model in walled_models()}
    for table, target, columns, name in cursor.fetchall():
        if table in tables and target in tables and columns == 1:
            yield "E030", f"The foreign key {name} of {table} does not hold the programme."


def _view_problems(cursor: Any) -> Iterator[tuple[str, str]]:
    cursor.execute(
        "SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND (relkind = 'm' OR (relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY(reloptions), false)))",
    )
    for name, kind in cursor.fetchall():
        yield "E040", f"The {'materialised view' if kind == 'm' else 'view'} {name} passes the walls."
