"""The checks of the record: each tenant table has its history, the history its triggers and its seal. Nothing is served otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register

from warmescholen.audit import recorder
from warmescholen.audit.seal import AUTHOR_WALL, private_columns, sealed_tables, serving_role
from warmescholen.audit.tracking import WITHOUT_HISTORY, histories, recorded_models
from warmescholen.tenancy.checks import also_look, walled_models

TRIGGER_TYPES = ["record_delete 8", "record_insert 4", "record_update 16"]  # pg_trigger.tgtype: after, once per statement
STORED_AUTHOR_CONDITION = "({column} = ( SELECT (NULLIF(current_setting('app.user'::text, true), ''::text))::bigint AS \"nullif\"))"
WRITING = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


@register(Tags.models)
def check_models_are_recorded(**_kwargs: Any) -> list[CheckMessage]:
    """Every tenant model has a history or stands on the list with a reason; the list has no stale name."""
    return [Error(message, id=f"audit.{code}") for code, message in model_problems()]


def model_problems() -> Iterator[tuple[str, str]]:
    """Tenant models that no history follows: pairs of a code and a sentence."""
    exempt = {*recorded_models(), *histories()}
    for model in walled_models():
        if model not in exempt and model._meta.label_lower not in WITHOUT_HISTORY:
            yield "E001", f"{model._meta.label} has no history: end its app's models with record_history(__name__)."
    for label in WITHOUT_HISTORY.keys() - {model._meta.label_lower for model in apps.get_models()}:
        yield "E002", f"{label} is declared to have no history but is no model."


def problems(cursor: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with the record in the database: pairs of a code and a sentence."""
    yield from _trigger_problems(cursor)
    yield from _right_problems(cursor)
    yield from _author_problems(cursor)
    yield from _function_problems(cursor)


def recorders() -> dict[str, str]:
    """The source of each table's recorder, by the table."""
    found = {}
    for history in histories():
        kept, live = ({field.column for field in model._meta.local_fields} for model in (history, history.pgh_tracked_model))
        table = history.pgh_tracked_model._meta.db_table
        found[table] = recorder.body(table, kept & live)
    return found


def _trigger_problems(cursor: Any) -> Iterator[tuple[str, str]]:
    """A trigger that is missing, off, narrowed or calls another function; a function that is not word for word what it should be."""
    cursor.execute(
        "SELECT c.relname, array_agg(t.tgname || ' ' || t.tgtype ORDER BY t.tgname),"
        " bool_and(t.tgenabled = 'O' AND t.tgqual IS NULL AND t.tgattr = ''::int2vector AND t.tgnargs = 0 AND p.prosecdef"
        " AND p.proname = %s || c.relname AND p.pronamespace = 'public'::regnamespace AND p.proowner = c.relowner AND p.proconfig = %s"
        " AND NOT has_function_privilege('public', p.oid, 'EXECUTE') AND NOT pg_has_role(%s, p.proowner, 'USAGE')), min(p.prosrc)"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal GROUP BY c.relname",
        [recorder.function_name(""), list(recorder.SETTINGS), serving_role()],
    )
    there = {row[0]: row[1:] for row in cursor.fetchall()}
    for table, source in recorders().items():
        if there.get(table) != (TRIGGER_TYPES, True, source):
            yield "E010", f"The table {table} does not record what happens to it: a trigger or its function is missing, off or changed."


def _right_problems(cursor: Any) -> Iterator[tuple[str, str]]:
    sealed = sealed_tables()
    forbidden = [[each for each in WRITING if each not in rights.allowed] for rights in sealed]
    by_column = [[each for each in ("INSERT", "UPDATE") if each not in rights.allowed] for rights in sealed]
    cursor.execute(
        "SELECT s.name FROM unnest(%s::text[], %s::text[], %s::text[]) AS s (name, forbidden, by_column)"
        " LEFT JOIN pg_class c ON c.oid = to_regclass(s.name)"
        " WHERE c.oid IS NULL OR has_table_privilege(%s, c.oid, s.forbidden) OR has_any_column_privilege(%s, c.oid, s.by_column)",
        [[rights.table for rights in sealed], [", ".join(each) for each in forbidden], [", ".join(each) for each in by_column]]
        + [serving_role()] * 2,
    )
    for (table,) in cursor.fetchall():
        yield "E011", f"The role that serves may write in {table}, or it is not there."


def _author_problems(cursor: Any) -> Iterator[tuple[str, str]]:
    cursor.execute(
        "SELECT c.relname, pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
        " WHERE p.polname = %s AND p.polcmd = 'r' AND NOT p.polpermissive AND p.polroles = '{0}'",
        [AUTHOR_WALL],
    )
    there = dict(cursor.fetchall())
    for table, column in private_columns().items():
        if there.get(table) != STORED_AUTHOR_CONDITION.format(column=column):
            yield "E012", f"The history {table} can be read by others than its author."


def _function_problems(cursor: Any) -> Iterator[tuple[str, str]]:
    cursor.execute("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")
    for name in {row[0] for row in cursor.fetchall()} - {recorder.function_name(table) for table in recorders()}:
        yield "E013", f"The function {name} runs with its owner's rights and is not one of the record's."


also_look(problems)
