"""A checksum over everything that a programme has, taken as the owner of nothing: through the walls, inside its context."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from warmescholen.tenancy.backend.schema import is_behind_walls
from warmescholen.tenancy.context import programme_context


def of_programme(programme_id: int) -> dict[str, str]:
    """The checksum of each table's rows in a programme, so that a failure tells which table changed."""
    tables = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True) if is_behind_walls(model))
    one = "SELECT '{0}', coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM \"{0}\" t WHERE programme_id = %(programme)s"
    with programme_context(programme_id), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in tables), {"programme": programme_id})
        return dict(cursor.fetchall())
