"""Recorders follow their tables: they come, change and go with the columns, and no migration has to remember them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from pytest_django import DjangoDbBlocker

from networks.models import City
from warmescholen.audit.tracking import history_of

HISTORY = history_of(City)


@pytest.fixture
def editor(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseSchemaEditor]:
    """The owner's schema editor; everything is rolled back."""
    with django_db_blocker.unblock():
        with transaction.atomic(using="migrator"):
            with connections["migrator"].schema_editor(atomic=False) as made:
                yield made
            transaction.set_rollback(True, using="migrator")
        connections["migrator"].close()


def recorder(editor: BaseDatabaseSchemaEditor, table: str = "networks_city") -> str | None:
    """The source of a table's recorder, None when no trigger calls one."""
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(p.prosrc) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = to_regclass(%s) AND NOT t.tgisinternal"
            " HAVING count(*) = 3",
            [table],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def colour() -> models.CharField[str, str]:
    field: models.CharField[str, str] = models.CharField(max_length=10, default="rood")
    field.set_attributes_from_name("colour")
    return field


def test_a_column_is_recorded_once_table_and_history_both_have_it(editor: BaseDatabaseSchemaEditor) -> None:
    editor.add_field(City, colour())
    assert '"colour"' not in (recorder(editor) or "")
    editor.add_field(HISTORY, colour())
    assert 'new_values."colour"' in (recorder(editor) or "")
    editor.remove_field(HISTORY, colour())
    assert recorder(editor) is not None
    assert '"colour"' not in (recorder(editor) or "")


def test_a_renamed_column_goes_on_being_recorded(editor: BaseDatabaseSchemaEditor) -> None:
    for model in (HISTORY, City):
        old, new = model._meta.get_field("name"), models.CharField(max_length=200)
        new.set_attributes_from_name("title")
        new.model = model
        editor.alter_field(model, old, new)
    assert 'new_values."title"' in (recorder(editor) or "")
    assert 'new_values."name"' not in (recorder(editor) or "")


def test_a_renamed_table_keeps_its_recorder_under_the_new_name(editor: BaseDatabaseSchemaEditor) -> None:
    editor.alter_db_table(City, "networks_city", "networks_town")
    assert recorder(editor, "networks_town") is None
    editor.alter_db_table(HISTORY, "networks_cityevent", "networks_townevent")
    assert 'INSERT INTO "networks_townevent"' in (recorder(editor, "networks_town") or "")


def test_with_its_history_a_table_loses_its_recorder(editor: BaseDatabaseSchemaEditor) -> None:
    assert recorder(editor) is not None
    editor.delete_model(HISTORY)
    assert recorder(editor) is None
    editor.create_model(HISTORY)
    assert recorder(editor) is not None
