"""The walls: a row has one programme, and nobody outside sees or changes it."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from networks.models import City, Network, NetworkCity
from warmescholen.tenancy import addresses, checks
from warmescholen.tenancy.context import NoProgrammeContext, current_programme_id, enter_programme, programme_context
from warmescholen.tenancy.models import Programme


@pytest.fixture
def two_cities(programme: Programme, other_programme: Programme) -> tuple[City, City]:
    with programme_context(programme.pk):
        own = City.objects.create(programme=programme, key="eigen-stad", name="Eigen stad")
    with programme_context(other_programme.pk):
        other = City.objects.create(programme=other_programme, key="andere-stad", name="Andere stad")
    return own, other


def test_without_a_context_nothing_is_visible(two_cities: tuple[City, City]) -> None:
    assert City.objects.count() == 0
    assert not City.objects.exists()


def test_inside_a_programme_only_its_rows_are_visible(two_cities: tuple[City, City], programme: Programme) -> None:
    with programme_context(programme.pk):
        assert list(City.objects.values_list("key", flat=True)) == ["eigen-stad"]


def test_raw_sql_meets_the_same_wall(two_cities: tuple[City, City], programme: Programme) -> None:
    with programme_context(programme.pk), connection.cursor() as cursor:
        cursor.execute("SELECT key FROM networks_city")
        assert cursor.fetchall() == [("eigen-stad",)]


def test_the_others_rows_cannot_be_changed_or_removed(two_cities: tuple[City, City], programme: Programme, other_programme: Programme) -> None:
    other = two_cities[1]
    with programme_context(programme.pk):
        assert City.objects.filter(pk=other.pk).update(name="Gekaapt") == 0
        assert City.objects.filter(pk=other.pk).delete() == (0, {})
    with programme_context(other_programme.pk):
        assert City.objects.get(pk=other.pk).name == "Andere stad"


def test_a_row_cannot_be_written_into_another_programme(programme: Programme, other_programme: Programme) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), programme_context(programme.pk):
        City.objects.create(programme=other_programme, key="smokkel", name="Smokkel")


def test_a_row_cannot_point_at_a_row_of_another_programme(two_cities: tuple[City, City], programme: Programme) -> None:
    with pytest.raises(IntegrityError, match="foreign key"), programme_context(programme.pk):
        network = Network.objects.create(programme=programme, key="n", name="N")
        NetworkCity.objects.create(programme=programme, network=network, city_id=two_cities[1].pk)
        connection.check_constraints()


def test_leaving_an_inner_context_restores_the_outer_one(programme: Programme, other_programme: Programme) -> None:
    with programme_context(programme.pk):
        with programme_context(other_programme.pk):
            assert current_programme_id() == other_programme.pk
        assert current_programme_id() == programme.pk
    assert current_programme_id() is None


def test_an_error_inside_restores_the_outer_context_too(programme: Programme, other_programme: Programme) -> None:
    with programme_context(programme.pk):
        with pytest.raises(ZeroDivisionError), programme_context(other_programme.pk):
            _ = 1 / 0
        assert current_programme_id() == programme.pk


@pytest.mark.django_db(transaction=False)
def test_the_first_query_after_a_context_is_no_error(programme: Programme) -> None:
    """The setting is '' and not NULL once it was used in a session."""
    with programme_context(programme.pk):
        City.objects.count()
    assert City.objects.count() == 0


def test_a_reading_context_refuses_to_write(programme: Programme) -> None:
    with pytest.raises(DatabaseError, match="read-only"), programme_context(programme.pk, read_only=True):
        City.objects.create(programme=programme, key="x", name="X")


def test_a_programme_cannot_be_entered_without_a_transaction_to_leave_it(committed: None) -> None:
    with pytest.raises(NoProgrammeContext):
        enter_programme(1)


def test_a_reserved_word_cannot_be_a_programmes_address(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.create(slug="api", name="Kapot")


def test_the_walls_are_up(db: None) -> None:
    assert list(checks.problems()) == []
    call_command("check", databases=["default"])


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("ALTER TABLE networks_city NO FORCE ROW LEVEL SECURITY", "E020"),
        ("ALTER TABLE networks_city DISABLE ROW LEVEL SECURITY", "E020"),
        ("DROP POLICY programme_wall ON networks_city", "E020"),
        ("ALTER POLICY programme_wall ON networks_city USING (true)", "E020"),
        ("CREATE POLICY open_door ON networks_city USING (true)", "E020"),
        ("CREATE VIEW leak AS SELECT * FROM networks_city", "E040"),
        ("CREATE MATERIALIZED VIEW leak AS SELECT 1", "E040"),
        ("GRANT TRUNCATE ON networks_city TO CURRENT_ROLE_OF_APP", "E012"),
        ("GRANT CREATE ON SCHEMA public TO CURRENT_ROLE_OF_APP", "E013"),
        (
            "ALTER TABLE networks_networkcity ADD CONSTRAINT thin FOREIGN KEY (city_id) REFERENCES networks_city (id)",
            "E030",
        ),
    ],
)
def test_a_broken_wall_is_noticed(django_db_setup: None, django_db_blocker: object, fault: str, code: str) -> None:
    """The owner breaks a wall in a transaction of its own; the check looks through the same connection and everything is rolled back."""
    app = connections["default"].settings_dict["USER"]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        try:
            with transaction.atomic(using="migrator"), connections["migrator"].cursor() as cursor:
                cursor.execute(fault.replace("CURRENT_ROLE_OF_APP", app))
                found = {each for part in (checks._table_problems, checks._foreign_key_problems, checks._view_problems) for each, _ in part(cursor)}
                if code in {"E012", "E013"}:
                    cursor.execute(
                        "SELECT has_table_privilege(%s, 'networks_city', 'TRUNCATE'), has_schema_privilege(%s, 'public', 'CREATE')", [app, app]
                    )
                    truncate, create = cursor.fetchone()
                    found |= {"E012"} if truncate else set()
                    found |= {"E013"} if create else set()
                assert code in found
                raise RuntimeError("roll back")
        except RuntimeError:
            pass
        connections["migrator"].close()


def test_nothing_is_served_when_a_wall_is_down(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    checks.refuse_without_walls()
    monkeypatch.setattr(checks, "POLICY", "another_policy")
    with pytest.raises(SystemExit, match="has no wall"):
        checks.refuse_without_walls()


def test_a_model_without_a_programme_must_be_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "OUTSIDE_THE_WALLS", {key: why for key, why in checks.OUTSIDE_THE_WALLS.items() if key != "accounts.user"})
    assert [message.id for message in checks.check_models_are_declared()] == ["tenancy.E002"]


def test_a_stale_declaration_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "OUTSIDE_THE_WALLS", {**checks.OUTSIDE_THE_WALLS, "nergens.niets": "weg"})
    assert [message.id for message in checks.check_models_are_declared()] == ["tenancy.E003"]


def test_app_may_not_truncate_or_change_the_schema(db: None) -> None:
    for statement in ("TRUNCATE networks_city", "CREATE TABLE x (id int)", "ALTER TABLE networks_city DISABLE ROW LEVEL SECURITY"):
        with pytest.raises(DatabaseError, match="permission denied|must be owner"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://x@localhost/", f"postgresql://x@localhost/{'n' * 60}"])
def test_an_unusable_database_address_is_refused_with_the_reason(url: str) -> None:
    with pytest.raises(addresses.BadDatabaseUrl):
        addresses.parse(url)


def test_an_address_names_a_socket_folder_too() -> None:
    assert addresses.parse("postgresql://me:p%40ss@/db?host=/run/x")["HOST"] == "/run/x"
