"""The triggers that write history: once per statement, whatever wrote the rows, and nobody else may write there.

The schema editor puts them on a table as it builds the walls, and renews them with every change of its columns. They run with the
rights of the tables' owner, so that the role that serves needs no right to write history, and under a fixed search path, so that no
other table can be slipped in. The owner is bound by the walls too (FORCE), and so is what they write. Unlike those of pgtrigger,
they cannot be told by a setting to look away.
"""

from __future__ import annotations

from collections.abc import Collection

SUFFIX = "event"
TRIGGERS = {
    "record_insert": "AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_values",
    "record_update": "AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values",
    "record_delete": "AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_values",
}
# A plan is kept for the session, and the first statement may have touched one row; a nested loop would then be quadratic.
SETTINGS = ("search_path=pg_catalog, public, pg_temp", "enable_nestloop=off")

# An update is kept where something that is kept has changed. A left join, because a row whose id was changed has no former one.
BODY = """
DECLARE
    context jsonb := coalesce(nullif(current_setting('pghistory.context_metadata', true), '')::jsonb, jsonb_build_object('label', session_user));
    actor text := coalesce(context ->> 'who', 'database:' || session_user);
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO {history} ({columns}, pgh_created_at, pgh_label, pgh_context, pgh_who)
            SELECT {new}, clock_timestamp(), 'insert', context, actor FROM new_values;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO {history} ({columns}, pgh_created_at, pgh_label, pgh_context, pgh_who)
            SELECT {new}, clock_timestamp(), 'update', context, actor
            FROM new_values LEFT JOIN old_values ON old_values.id = new_values.id WHERE ({new}) IS DISTINCT FROM ({old});
    ELSE
        INSERT INTO {history} ({columns}, pgh_created_at, pgh_label, pgh_context, pgh_who)
            SELECT {old}, clock_timestamp(), 'delete', context, actor FROM old_values;
    END IF;
    RETURN NULL;
END
"""
FUNCTION = """CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp SET enable_nestloop = off AS $recorder${body}$recorder$"""


def function_name(table: str) -> str:
    """The function that records a table."""
    return f"record_{table}"


def body(table: str, columns: Collection[str]) -> str:
    """The source of a table's recorder, as PostgreSQL keeps it word for word; `columns` are those that its history has too."""
    names = [f'"{column}"' for column in sorted(columns)]
    new, old = (", ".join(f"{rows}.{name}" for name in names) for rows in ("new_values", "old_values"))
    # A column can be called what a variable is called: each is named with its table.
    return BODY.format(history=f'"{table}{SUFFIX}"', columns=", ".join(names), new=new, old=old)


def installing(table: str, columns: Collection[str]) -> list[str]:
    """The statements that put a recorder on a table, or renew it."""
    name = f'"{function_name(table)}"'
    found = [FUNCTION.format(name=name, body=body(table, columns)), f"REVOKE ALL ON FUNCTION {name}() FROM PUBLIC"]
    for trigger, when in TRIGGERS.items():
        event = when.format(table=f'"{table}"')
        found.append(f"CREATE OR REPLACE TRIGGER {trigger} {event} FOR EACH STATEMENT EXECUTE FUNCTION {name}()")
    return found


def removing(table: str) -> list[str]:
    """The statement that takes a recorder away, with its triggers."""
    return [f'DROP FUNCTION IF EXISTS "{function_name(table)}"() CASCADE']
