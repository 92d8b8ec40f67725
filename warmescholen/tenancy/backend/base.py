"""The database wrapper that Django's `ENGINE` setting names."""

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper

from warmescholen.tenancy.backend.schema import WalledSchemaEditor


class DatabaseWrapper(PostgresWrapper):
    """PostgreSQL whose tables get their walls when they are made."""

    SchemaEditorClass = WalledSchemaEditor
