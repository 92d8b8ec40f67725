"""The checks of the record notice whatever is broken, and put nothing right by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.test.utils import isolate_apps
from pytest_django import DjangoDbBlocker

from networks.models import City
from warmescholen.audit import checks, recorder
from warmescholen.audit.seal import seal, serving_role
from warmescholen.audit.tracking import histories, history_of, recorded_models
from warmescholen.tenancy import checks as walls
from warmescholen.tenancy.models import Programme, TenantModel


@contextmanager
def as_owner(blocker: DjangoDbBlocker) -> Iterator[CursorWrapper]:
    """The owner's connection, in a transaction that is rolled back; the checks ask about the role that serves."""
    with blocker.unblock():
        try:
            with transaction.atomic(using="migrator"), connections["migrator"].cursor() as cursor:
                yield cursor
                raise RuntimeError("roll back")
        except RuntimeError:
            pass
        finally:
            connections["migrator"].close()


def test_the_record_is_sealed(db: None) -> None:
    assert not list(checks.model_problems())
    assert not list(walls.problems())
    call_command("check", databases=["default"])


def test_every_tenant_table_is_recorded_and_every_history_stands_behind_a_wall() -> None:
    tenants = {model for model in apps.get_models(include_auto_created=True) if issubclass(model, TenantModel)}
    assert {model._meta.label for model in tenants - set(recorded_models())} == {"audit.AccessEntry"}
    assert set(histories()) <= set(walls.walled_models())


@isolate_apps("networks")
def test_a_tenant_model_without_history_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgotten(TenantModel):
        class Meta:
            app_label = "networks"

    monkeypatch.setattr(checks, "walled_models", lambda: [City, Forgotten, history_of(City)])
    assert [message.id for message in checks.check_models_are_recorded()] == ["audit.E001"]


def test_a_stale_reason_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "WITHOUT_HISTORY", {**checks.WITHOUT_HISTORY, "nergens.niets": "weg"})
    assert [message.id for message in checks.check_models_are_recorded()] == ["audit.E002"]


UPDATING = "DROP TRIGGER record_update ON networks_city; CREATE TRIGGER record_update AFTER UPDATE"
FAULTS = [
    ("DROP TRIGGER record_insert ON networks_city", "E010"),
    ("ALTER TABLE networks_city DISABLE TRIGGER record_update", "E010"),
    ("ALTER FUNCTION record_networks_city() SECURITY INVOKER", "E010"),
    ("ALTER FUNCTION record_networks_city() RESET search_path", "E010"),
    ("GRANT EXECUTE ON FUNCTION record_networks_city() TO PUBLIC", "E010"),
    ("CREATE OR REPLACE FUNCTION record_networks_city() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'", "E010"),
    (f"{UPDATING} OF key ON networks_city EXECUTE FUNCTION record_networks_city()", "E010"),
    (f"{UPDATING} ON networks_city FOR EACH ROW EXECUTE FUNCTION record_networks_city()", "E010"),
    (f"{UPDATING} ON networks_city EXECUTE FUNCTION record_networks_network()", "E010"),
    ("CREATE TRIGGER twice AFTER UPDATE ON networks_city EXECUTE FUNCTION record_networks_city()", "E010"),
    ("DROP FUNCTION record_networks_city CASCADE", "E010"),
    ("GRANT INSERT ON networks_cityevent TO {app}", "E011"),
    ("GRANT UPDATE (name) ON networks_cityevent TO {app}", "E011"),
    ("GRANT DELETE ON networks_cityevent TO PUBLIC", "E011"),
    ("GRANT TRUNCATE ON networks_cityevent TO {app}", "E011"),
    ("GRANT UPDATE ON audit_accessentry TO {app}", "E011"),
    ("GRANT INSERT ON pghistory_context TO {app}", "E011"),
    ("ALTER TABLE networks_cityevent RENAME TO elsewhere", "E011"),
    ("DROP POLICY author_wall ON schools_sessionprivatenoteevent", "E012"),
    ("ALTER POLICY author_wall ON schools_sessionprivatenoteevent USING (true)", "E012"),
    ("CREATE FUNCTION back_door() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", "E013"),
]


@pytest.mark.parametrize(("fault", "code"), FAULTS)
def test_a_broken_seal_is_noticed(django_db_setup: None, django_db_blocker: DjangoDbBlocker, fault: str, code: str) -> None:
    with as_owner(django_db_blocker) as cursor:
        assert not list(checks.problems(cursor))
        cursor.execute(fault.format(app=serving_role()))
        assert {found for found, _ in checks.problems(cursor)} == {code}


@pytest.mark.parametrize("table", ["networks_cityevent", "audit_accessentry"])
def test_a_history_without_its_wall_is_noticed(django_db_setup: None, django_db_blocker: DjangoDbBlocker, table: str) -> None:
    with as_owner(django_db_blocker) as cursor:
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        assert "E020" in {code for code, _ in walls._table_problems(cursor)}


def test_a_policy_that_only_takes_rows_away_is_no_fault_but_one_that_adds_is(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with as_owner(django_db_blocker) as cursor:
        assert not list(walls._table_problems(cursor))
        cursor.execute("CREATE POLICY narrow ON networks_city AS RESTRICTIVE USING (true)")
        assert not list(walls._table_problems(cursor))
        cursor.execute("DROP POLICY programme_wall ON networks_city")
        assert [code for code, _ in walls._table_problems(cursor)] == ["E020"]


def test_sealing_again_mends_what_was_granted(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with as_owner(django_db_blocker) as cursor:
        cursor.execute(f"GRANT ALL ON networks_cityevent TO {serving_role()}; DROP POLICY author_wall ON schools_sessionprivatenoteevent")
        seal(using="migrator")
        assert not list(checks.problems(cursor))


def test_nothing_is_served_when_the_seal_is_broken(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    walls.refuse_without_walls()
    monkeypatch.setattr(recorder, "BODY", "another function")
    with pytest.raises(SystemExit, match="does not record"):
        walls.refuse_without_walls()


def test_a_model_that_is_no_tenant_has_no_history() -> None:
    with pytest.raises(LookupError):
        history_of(Programme)
