"""The triggers that write history: once per statement, whatever wrote the rows, and nobody else may write there.

They run with the rights of the tables' owner, so that the role that serves needs no right to write history, and under a fixed
search path, so that no other table can be slipped in. The owner is bound by the walls too (FORCE), and so is what they write.
Unlike pgtrigger's own, these functions cannot be told by a setting to look away.
"""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.db.models import AutoField, Field, Model
from pghistory import trigger
from pgtrigger import compiler

# A plan is kept for the session, and the first statement may have touched one row; a nested loop would then be quadratic.
SETTINGS = ("search_path=pg_catalog, public, pg_temp", "enable_nestloop=off")

DECLARE = """DECLARE
recorded_context jsonb := coalesce(nullif(current_setting('pghistory.context_metadata', true), '')::jsonb, jsonb_build_object('label', session_user));
recorded_who text := coalesce(recorded_context ->> 'who', 'database:' || session_user);"""


class RecorderSql(compiler.UpsertTriggerSql):  # type: ignore[misc]  # pgtrigger is not read by the type checker
    """The statements that put a recorder on a table. Migrations refer to this class."""

    def get_template(self) -> str:
        """A function that runs as its owner and that nobody may call, and its trigger."""
        return """
            CREATE OR REPLACE FUNCTION {pgid}() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER
                SET search_path = pg_catalog, public, pg_temp
                SET enable_nestloop = off
                AS $recorder${declare} BEGIN {func} END;$recorder$;
            REVOKE ALL ON FUNCTION {pgid}() FROM PUBLIC;
            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE TRIGGER {pgid} {when} {operation} ON {table} {referencing} FOR EACH {level} EXECUTE FUNCTION {pgid}();
            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """

    @property
    def body(self) -> str:
        """What PostgreSQL keeps as the function's source."""
        return f"{self.kwargs['declare']} BEGIN {self.kwargs['func']} END;"


class Recorder(trigger.Event):  # type: ignore[misc]
    """Copies the rows of a statement into the history; an update only where something that is kept has changed."""

    def get_declare(self, model: type[Model]) -> list[tuple[str, str]]:  # noqa: ARG002 (pgtrigger's signature)
        """Rendered as one piece by render_declare."""
        return []

    def render_declare(self, model: type[Model]) -> str:  # noqa: ARG002 (pgtrigger's signature)
        """Who is at work, or the login of the database."""
        return DECLARE

    def get_func(self, model: type[Model]) -> str:
        """One INSERT over all rows of the statement."""
        rows = "old_values" if self.row == "OLD" else "new_values"
        kept = [f'"{field.column}"' for field in _kept_fields(self.event_model, model)]
        columns = [*kept, "pgh_created_at", "pgh_label", "pgh_context", "pgh_who"]
        values = [*(f"{rows}.{column}" for column in kept), "clock_timestamp()", f"'{self.label}'", "recorded_context", "recorded_who"]
        source = rows
        if self.operation == pgtrigger.Update:
            # A left join, because a row whose id was changed has no former one under the same id.
            was, became = (", ".join(f"{table}.{column}" for column in kept) for table in ("old_values", "new_values"))
            source = f'new_values LEFT JOIN old_values ON old_values."id" = new_values."id" WHERE ({became}) IS DISTINCT FROM ({was})'
        table = self.event_model._meta.db_table
        return f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(values)} FROM {source}; RETURN NULL;'  # noqa: S608 (names of our own tables)

    def compile(self, model: type[Model]) -> compiler.Trigger:
        """The trigger as migrations keep it."""
        statement = RecorderSql(
            pgid=self.get_pgid(model),
            declare=self.render_declare(model),
            func=self.get_func(model),
            table=model._meta.db_table,
            when=self.when,
            operation=self.operation,
            referencing=self.referencing,
            level=self.level,
        )
        return compiler.Trigger(name=self.name, sql=statement)


class _Recorded:
    """A tracker of pghistory that puts our recorder on the table."""

    def add_event_trigger(self, event_model: Any) -> None:
        """Register the recorder with the tracked model."""
        recorder = Recorder(
            event_model=event_model,
            label=self.label,  # type: ignore[attr-defined]
            name=self.label,  # type: ignore[attr-defined]
            row=self.row,  # type: ignore[attr-defined]
            operation=self.operation,  # type: ignore[attr-defined]
            level=pgtrigger.Statement,
        )
        pgtrigger.register(recorder)(event_model.pgh_tracked_model)


class RecordInsert(_Recorded, pghistory.InsertEvent):  # type: ignore[misc]
    """A row came."""


class RecordUpdate(_Recorded, pghistory.UpdateEvent):  # type: ignore[misc]
    """A row changed; the history keeps what it became."""


class RecordDelete(_Recorded, pghistory.DeleteEvent):  # type: ignore[misc]
    """A row went; the history keeps what it was."""


def _kept_fields(event_model: type[Model], model: type[Model]) -> list[Field[Any, Any]]:
    tracked = {field.name for field in model._meta.fields}
    return [field for field in event_model._meta.fields if field.name in tracked and not isinstance(field, AutoField)]
