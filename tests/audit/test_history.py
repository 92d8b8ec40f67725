"""History: whatever writes a row, the database keeps what it was, who did it and when."""

from __future__ import annotations

import time

import pytest
from django.db import DatabaseError, connection, transaction

from networks.models import City, Network, NetworkCity
from schools.models import Session, SessionPrivateNote
from warmescholen.accounts.access import Access, Grip, platform_access
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Role
from warmescholen.audit.actors import Actor, ActorKind, acting, become
from warmescholen.audit.tracking import history_of
from warmescholen.jobs import registry
from warmescholen.jobs.models import Job
from warmescholen.jobs.registry import Finish
from warmescholen.jobs.running import RunningJob
from warmescholen.jobs.services import enqueue, run
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

CITY_HISTORY = history_of(City)


def told(model: type = City) -> list[tuple[str, str]]:
    """What the history of a kind says, oldest first: what happened and, of cities, the name."""
    return list(history_of(model).objects.order_by("pgh_id").values_list("pgh_label", "name"))


def cities(programme: Programme, *names: str) -> list[City]:
    return [City(programme=programme, key=f"stad-{number}", name=name, sort_key=name) for number, name in enumerate(names)]


def test_a_row_that_comes_changes_and_goes_leaves_three_marks(inside: Programme) -> None:
    city = City.objects.create(programme=inside, key="gent", name="Gent")
    city.name = "Genk"
    city.save()
    number = city.pk
    city.delete()
    assert told() == [("insert", "Gent"), ("update", "Genk"), ("delete", "Genk")]
    assert set(CITY_HISTORY.objects.values_list("id", flat=True)) == {number}


def test_bulk_create_update_and_delete_are_recorded_row_by_row(inside: Programme) -> None:
    City.objects.bulk_create(cities(inside, "a", "b", "c"))
    City.objects.filter(name__in=["a", "b"]).update(name="z")
    City.objects.all().delete()
    assert sorted(told()) == sorted(
        [("insert", "a"), ("insert", "b"), ("insert", "c"), ("update", "z"), ("update", "z"), ("delete", "z"), ("delete", "z"), ("delete", "c")]
    )


def test_an_upsert_is_recorded_as_what_it_did(inside: Programme) -> None:
    City.objects.bulk_create(cities(inside, "a"))
    City.objects.bulk_create(cities(inside, "anders", "b"), update_conflicts=True, unique_fields=["programme", "key"], update_fields=["name"])
    assert sorted(told()) == [("insert", "a"), ("insert", "b"), ("update", "anders")]


@pytest.mark.parametrize(
    ("statement", "mark"),
    [
        ("UPDATE networks_city SET name = 'ruw'", ("update", "ruw")),
        ("UPDATE networks_city SET id = id + 1000000, name = 'verhuisd'", ("update", "verhuisd")),
        ("WITH gone AS (DELETE FROM networks_city RETURNING 1) SELECT count(*) FROM gone", ("delete", "a")),
        ("SET LOCAL pgtrigger.ignore = '{record_update}'; UPDATE networks_city SET name = 'stil'", ("update", "stil")),
    ],
)
def test_raw_sql_is_recorded_and_no_setting_makes_it_look_away(inside: Programme, statement: str, mark: tuple[str, str]) -> None:
    City.objects.bulk_create(cities(inside, "a"))
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert told() == [("insert", "a"), mark]


def test_a_change_that_is_rolled_back_leaves_no_mark(inside: Programme) -> None:
    City.objects.bulk_create(cities(inside, "a"))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        City.objects.update(name="b")
        _ = 1 / 0
    assert told() == [("insert", "a")]


def test_saving_without_a_change_is_no_history(inside: Programme) -> None:
    city = City.objects.create(programme=inside, key="gent", name="Gent")
    city.save()
    assert told() == [("insert", "Gent")]


def test_a_link_between_two_rows_has_its_history_too(inside: Programme) -> None:
    city = City.objects.create(programme=inside, key="gent", name="Gent")
    network = Network.objects.create(programme=inside, key="n", name="N")
    NetworkCity.objects.create(programme=inside, network=network, city=city)
    number = network.pk
    network.delete()
    rows = history_of(NetworkCity).objects.order_by("pgh_id").values_list("pgh_label", "network", "city")
    assert list(rows) == [("insert", number, city.pk), ("delete", number, city.pk)]


def test_a_running_jobs_progress_is_no_history_but_its_end_is(inside: Programme) -> None:
    job = Job.objects.create(programme=inside, kind="k", dedupe_key="d", label="l", run_after="2026-01-01T00:00Z")
    Job.objects.update(progress=50, step="halverwege")
    Job.objects.update(state="failed", error="stuk")
    rows = history_of(Job).objects.filter(id=job.pk).order_by("pgh_id").values_list("pgh_label", "state", "error")
    assert list(rows) == [("insert", "queued", ""), ("update", "failed", "stuk")]


def test_it_tells_who_from_which_request_and_the_inner_actor_ends_with_its_work(inside: Programme) -> None:
    with acting(Actor(ActorKind.COMMAND, "load_demo", "demo")):
        City.objects.bulk_create(cities(inside, "a"))
        with acting(Actor(ActorKind.VISITOR, "", "bezoeker", request="r1", path="/eigen/", ip="10.0.0.0/24")):
            become(kind=ActorKind.USER, id="7", label="Iemand")
            City.objects.update(name="b")
        City.objects.update(name="c")
    City.objects.update(name="d")
    rows = list(CITY_HISTORY.objects.order_by("pgh_id").values_list("pgh_who", "pgh_context"))
    login = connection.settings_dict["USER"]
    assert rows == [
        ("command:load_demo", {"who": "command:load_demo", "label": "demo"}),
        ("user:7", {"who": "user:7", "label": "Iemand", "request": "r1", "path": "/eigen/", "ip": "10.0.0.0/24"}),
        ("command:load_demo", {"who": "command:load_demo", "label": "demo"}),
        (f"database:{login}", {"label": login}),
    ]


def test_what_a_job_does_is_recorded_under_the_job(inside: Programme) -> None:
    def rename(_job: RunningJob) -> Finish:
        City.objects.create(programme=inside, key="gent", name="Gent")
        return lambda: {"steden": City.objects.update(name="Genk")}

    registry.register("hernoemen", rename)
    job = enqueue(kind="hernoemen", payload={}, dedupe_key="een", label="Hernoemen", by=platform_access(inside.pk))
    run(programme_id=inside.pk, job_id=job.pk)
    marks = CITY_HISTORY.objects.order_by("pgh_id").values_list("pgh_label", "pgh_who", "pgh_context__label")
    assert list(marks) == [("insert", f"job:{job.pk}", "hernoemen"), ("update", f"job:{job.pk}", "hernoemen")]
    assert history_of(Job).objects.filter(state="done").values_list("pgh_who", flat=True).get() == f"job:{job.pk}"


def test_the_history_of_another_programme_is_invisible(programme: Programme, other_programme: Programme) -> None:
    for each in (programme, other_programme):
        with programme_context(each.pk):
            City.objects.create(programme=each, key="x", name=each.name)
    assert CITY_HISTORY.objects.count() == 0
    with programme_context(programme.pk), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM networks_cityevent")
        assert cursor.fetchall() == [("Eigen programma",)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO networks_cityevent SELECT * FROM networks_cityevent",
        "UPDATE networks_cityevent SET name = 'anders'",
        "DELETE FROM networks_cityevent",
        "TRUNCATE networks_cityevent",
        "ALTER TABLE networks_city DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "UPDATE audit_accessentry SET who = 'user:1'",
        "DELETE FROM audit_accessentry",
        "TRUNCATE audit_accessentry",
        "INSERT INTO pghistory_context (id) VALUES (gen_random_uuid())",
    ],
)
def test_the_role_that_serves_cannot_write_or_silence_the_record(inside: Programme, statement: str) -> None:
    City.objects.bulk_create(cities(inside, "a"))
    with pytest.raises(DatabaseError, match="permission denied|must be owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert told() == [("insert", "a")]


def test_the_recorders_cannot_be_called(inside: Programme) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tgfoid::regproc FROM pg_trigger WHERE tgrelid = 'networks_city'::regclass AND NOT tgisinternal")
        name = cursor.fetchone()[0]
        cursor.execute(f"CREATE TEMP TABLE x (id int); CREATE TRIGGER x AFTER INSERT ON x EXECUTE FUNCTION {name}()")


def test_a_large_update_after_a_small_one_is_not_quadratic(inside: Programme) -> None:
    """The plan of a trigger is kept for the session and was made for one row."""
    City.objects.bulk_create([City(programme=inside, key=f"s-{number}", name="a", sort_key="a") for number in range(20_000)])
    City.objects.filter(key="s-1").update(name="b")
    begin = time.monotonic()
    City.objects.update(name="c")
    assert time.monotonic() - begin < 5
    assert CITY_HISTORY.objects.filter(name="c").count() == 20_000


@pytest.fixture
def two_notes(inside: Programme) -> tuple[User, User]:
    """Two people's private notes at one session, one of them changed."""
    session = Session.objects.create(programme=inside, kind="kick-off", school_year=2025)
    one, two = (User.objects.create_user(f"{name}@voorbeeld.example", name=name) for name in ("een", "twee"))
    for user in (one, two):
        SessionPrivateNote.objects.create(programme=inside, session=session, author=user, text=f"van {user.name}")
    SessionPrivateNote.objects.filter(author=two).update(text="van twee, herzien")
    return one, two


def test_the_database_shows_the_history_of_a_private_note_to_its_author_only(two_notes: tuple[User, User], inside: Programme) -> None:
    history = history_of(SessionPrivateNote)
    assert history.objects.count() == 0
    with programme_context(inside.pk, user_id=two_notes[0].pk):
        assert list(history.objects.values_list("text", flat=True)) == ["van een"]
    with programme_context(inside.pk, user_id=two_notes[1].pk):
        assert history.objects.count() == 2
    assert history.objects.count() == 0


def test_a_manager_may_read_the_record_but_no_private_note_of_others(two_notes: tuple[User, User], inside: Programme) -> None:
    manager = Access(programme_id=inside.pk, user_id=two_notes[0].pk, label="", grips=(Grip(Role.MANAGER, everywhere=True),))
    history = history_of(SessionPrivateNote)
    with programme_context(inside.pk, user_id=two_notes[1].pk):  # a door that told the database the wrong person
        assert history.objects.count() == 2
        assert not history.objects.visible_to(manager).exists()
    assert not history.objects.visible_to(platform_access(inside.pk)).exists()


@pytest.mark.parametrize(("role", "count"), [(Role.MANAGER, 1), (Role.COORDINATOR, 0), (Role.ADVISER, 0), (Role.OBSERVER, 0)])
def test_only_who_may_read_the_record_sees_history(inside: Programme, role: Role, count: int) -> None:
    City.objects.bulk_create(cities(inside, "a"))
    access = Access(programme_id=inside.pk, user_id=1, label="", grips=(Grip(role, everywhere=True),))
    assert CITY_HISTORY.objects.visible_to(access).count() == count
