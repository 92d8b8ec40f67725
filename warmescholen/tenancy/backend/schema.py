"""Schema changes that build the walls and the recorders of history: no migration has to remember them.

Each table with a `programme` gets row-level security with one policy form, and every foreign key between two such tables
holds the programme too, because PostgreSQL's own check of a foreign key does not look at row-level security.
"""

from __future__ import annotations

from django.db.backends.ddl_references import Columns, Statement
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.models import Field, Model

from warmescholen.audit import recorder

POLICY = "programme_wall"
# The subselect keeps a scan from asking for the setting at every row; it is '' and not NULL after the first transaction.
CONDITION = "programme_id = (select nullif(current_setting('app.programme', true), '')::bigint)"

# The same as PostgreSQL writes it back; a policy that says anything else is no wall.
STORED_CONDITION = "(programme_id = ( SELECT (NULLIF(current_setting('app.programme'::text, true), ''::text))::bigint AS \"nullif\"))"


# The columns that a table and its history share; none when one of them is not there.
SHARED_COLUMNS = (
    "SELECT live.attname FROM pg_attribute live JOIN pg_attribute history ON history.attname = live.attname"
    " WHERE live.attrelid = to_regclass(%s) AND history.attrelid = to_regclass(%s) AND live.attnum > 0 AND history.attnum > 0"
    " AND NOT live.attisdropped AND NOT history.attisdropped"
)


def is_walled(model: type[Model]) -> bool:
    """Whether the rows of this model belong to one programme each."""
    return any(field.name == "programme" for field in model._meta.local_fields) and not model._meta.proxy


def _is_history(model: type[Model]) -> bool:
    return model._meta.pk.name == "pgh_id"


class WalledSchemaEditor(DatabaseSchemaEditor):
    """PostgreSQL's schema editor, with the walls."""

    # Inline foreign keys hold one column only, so a field that is added later takes the long way as well.
    sql_create_column_inline_fk = None  # type: ignore[assignment]

    def create_model(self, model: type[Model]) -> None:
        """Make the table, and its walls with it."""
        super().create_model(model)
        if is_behind_walls(model):
            self._build_walls(model)
        self._renew_recorder(model)

    def delete_model(self, model: type[Model]) -> None:
        """Drop the table; with a history goes its recorder, which could write nowhere any more."""
        self._remove_recorder(model)
        super().delete_model(model)

    def add_field(self, model: type[Model], field: Field) -> None:  # type: ignore[type-arg]
        """Add the column; a table that gets its programme later gets its walls with it."""
        super().add_field(model, field)
        if field.name == "programme" and model._meta.label_lower not in GLOBAL_TABLES:
            self._build_walls(model)
        self._renew_recorder(model)

    def remove_field(self, model: type[Model], field: Field) -> None:  # type: ignore[type-arg]
        """Remove the column."""
        super().remove_field(model, field)
        self._renew_recorder(model)

    def alter_field(self, model: type[Model], old_field: Field, new_field: Field, strict: bool = False) -> None:  # type: ignore[type-arg]  # noqa: FBT001, FBT002 (Django's signature)
        """Change the column."""
        super().alter_field(model, old_field, new_field, strict)
        self._renew_recorder(model)

    def alter_db_table(self, model: type[Model], old_db_table: str, new_db_table: str) -> None:
        """Rename the table; a recorder is named after it, and comes back when both table and history have their new names."""
        self._remove_recorder(model, old_db_table)
        super().alter_db_table(model, old_db_table, new_db_table)
        self._renew_recorder(model, new_db_table)

    def _renew_recorder(self, model: type[Model], table: str = "") -> None:
        """Let the recorder copy the columns that a table and its history have both, once both are there."""
        recorded = (table or model._meta.db_table).removesuffix(recorder.SUFFIX if _is_history(model) else "")
        with self.connection.cursor() as cursor:
            cursor.execute(SHARED_COLUMNS, [f'"{recorded}"', f'"{recorded}{recorder.SUFFIX}"'])
            columns = [row[0] for row in cursor.fetchall()]
        if columns:
            for statement in recorder.installing(recorded, columns):
                self.execute(statement, params=None)

    def _remove_recorder(self, model: type[Model], table: str = "") -> None:
        recorded = (table or model._meta.db_table).removesuffix(recorder.SUFFIX if _is_history(model) else "")
        for statement in recorder.removing(recorded):
            self.execute(statement, params=None)

    def _build_walls(self, model: type[Model]) -> None:
        table = self.quote_name(model._meta.db_table)
        if model._meta.pk.column == "id":  # foreign keys need it; nothing points at a row of history, whose id is that of another row
            unique = self.quote_name(f"{model._meta.db_table}_programme_key")
            self.execute(f"ALTER TABLE {table} ADD CONSTRAINT {unique} UNIQUE (programme_id, id)")
        self.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        self.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        self.execute(f"CREATE POLICY {POLICY} ON {table} USING ({CONDITION}) WITH CHECK ({CONDITION})")

    def _create_fk_sql(self, model: type[Model], field: Field, suffix: str) -> Statement:  # type: ignore[type-arg]
        statement: Statement = super()._create_fk_sql(model, field, suffix)  # type: ignore[misc]
        target = field.remote_field.model  # type: ignore[union-attr]
        if is_behind_walls(model) and is_behind_walls(target):
            statement.parts["column"] = Columns(model._meta.db_table, ["programme_id", str(field.column)], self.quote_name)
            statement.parts["to_column"] = Columns(target._meta.db_table, ["programme_id", "id"], self.quote_name)
        return statement


# Tables that name a programme and stand outside the walls all the same: they are read before a programme is known.
GLOBAL_TABLES = {
    "accounts.membership": "tells at sign-in which programmes a person belongs to",
    "accounts.credentialaddress": "tells for a key, guest link or invitation which programme's walls to enter",
}


def is_behind_walls(model: type[Model]) -> bool:
    """Whether row-level security guards the table of this model."""
    return is_walled(model) and model._meta.label_lower not in GLOBAL_TABLES
