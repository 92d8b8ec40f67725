"""The pages of the record: who gets in, what they tell, and what they never tell."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.models import City, Network, NetworkCity
from schools.models import Attendance, Grant, School, Session, SessionPrivateNote
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import Role
from warmescholen.audit.actors import Actor, ActorKind, acting, command
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.services import write_access
from warmescholen.audit.tracking import history_of
from warmescholen.files.cells import is_formula
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

TODAY = datetime.date(2026, 1, 1)
HISTORY, ACCESS = "/eigen/beheer/geschiedenis/", "/eigen/beheer/toegang/"
PAGES = (HISTORY, f"{HISTORY}export.csv", ACCESS, f"{ACCESS}export.csv")


def person(programme: Programme, role: Role = Role.MANAGER, *, name: str = "Beheer") -> tuple[Client, User]:
    user = User.objects.create_user(f"{name.lower()}@voorbeeld.example", name=name)
    Membership.objects.create(user=user, programme=programme)
    with programme_context(programme.pk):
        Grant.objects.create(programme=programme, user=user, role=role, starts_on=TODAY)
    client = Client()
    client.force_login(user)
    return client, user


@pytest.fixture
def story(programme: Programme, other_programme: Programme) -> City:
    """A city that came by a command, was renamed by a person and linked to a network; the other programme has one too."""
    with programme_context(other_programme.pk):
        City.objects.create(programme=other_programme, key="ver", name="Verre stad")
        write_access(programme_id=other_programme.pk, action=AccessEntry.Action.EXPORT, label="verre export")
    with programme_context(programme.pk):
        with acting(command("load_demo", "demo")):
            city = City.objects.create(programme=programme, key="gent", name="Gentt")
        with acting(Actor(ActorKind.USER, "77", "Schrijver", request="abc")):
            city.name = "Gent"
            city.save()
            network = Network.objects.create(programme=programme, key="n", name="Netwerk Noord")
            NetworkCity.objects.create(programme=programme, network=network, city=city)
    return city


def rows_of(answer: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode())))  # type: ignore[call-overload]


def text_of(answer: object) -> str:
    assert answer.status_code == 200  # type: ignore[attr-defined]
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", PAGES)
def test_only_who_may_read_the_record_gets_in(story: City, programme: Programme, page: str) -> None:
    assert Client().get(page).status_code == 302
    for role in (Role.ADVISER, Role.COORDINATOR, Role.FLYWHEEL, Role.OBSERVER):
        user = User.objects.create_user(f"{role}@voorbeeld.example")
        Membership.objects.create(user=user, programme=programme)
        with programme_context(programme.pk):
            scope = {"network": Network.objects.get()} if role in {Role.COORDINATOR, Role.ADVISER} else {}
            if role == Role.FLYWHEEL:
                scope = {"school": School.objects.create(programme=programme, key="s", name="S", education="basis")}  # type: ignore[dict-item]
            Grant.objects.create(programme=programme, user=user, role=role, starts_on=TODAY, **scope)
        client = Client()
        client.force_login(user)
        assert client.get(page).status_code == 403, role
    client, _ = person(programme)
    assert client.get(page).status_code == 200
    other, unknown = client.get(page.replace("eigen", "ander")), client.get(page.replace("eigen", "nergens"))
    assert other.status_code == unknown.status_code == 404
    assert other.content == unknown.content


def test_it_tells_who_changed_what_in_dutch(story: City, programme: Programme) -> None:
    text = text_of(person(programme)[0].get(HISTORY))
    assert "<b>Schrijver</b> wijzigde stad" in text
    assert "<b>demo</b> maakte stad" in text
    assert "Gentt</del>" in text
    assert "Gent</ins>" in text
    assert "<dt>netwerk</dt>" in text
    assert "Netwerk Noord</ins>" in text
    assert "Verre stad" not in text


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("who=user:77", {"wijzigde stad", "maakte lerend netwerk", "maakte stad van een netwerk"}),
        ("who=command", {"maakte stad"}),
        ("who=command&action=update", set()),
        ("kind=networks.city", {"maakte stad", "wijzigde stad"}),
        ("kind=networks.city&action=update", {"wijzigde stad"}),
        ("kind=networks.city&number=999999", set()),
        ("until=2001-01-01", set()),
        ("since=2999-01-01", set()),
    ],
)
def test_it_is_searched_by_who_what_and_when(story: City, programme: Programme, question: str, found: set[str]) -> None:
    client, _ = person(programme)
    if "user:77" in question:
        User.objects.create_user("schrijver@voorbeeld.example", id=77, name="Schrijver")
        Membership.objects.create(user_id=77, programme=programme)
    text = text_of(client.get(f"{HISTORY}?{question}"))
    told = {f"{verb} {kind}" for verb in ("maakte", "wijzigde") for kind in ("stad", "lerend netwerk", "stad van een netwerk", "toegekende rol")}
    assert {each for each in told if f"</b> {each} <a" in text} == found
    assert ("Niets gevonden" in text) is (not found)


def test_the_days_of_a_period_both_count(story: City, programme: Programme) -> None:
    today = timezone.localdate().isoformat()
    text = text_of(person(programme)[0].get(f"{HISTORY}?kind=networks.city&since={today}&until={today}"))
    assert "wijzigde stad" in text


@pytest.mark.parametrize("question", ["kind=bestaat.niet", "who=user:0", "since=gisteren", "number=-1", "number=99999999999999999999", "action=x"])
@pytest.mark.parametrize("page", [HISTORY, f"{HISTORY}export.csv"])
def test_a_question_that_makes_no_sense_is_told_so_and_shows_nothing(story: City, programme: Programme, page: str, question: str) -> None:
    answer = person(programme)[0].get(f"{page}?{question}")
    assert answer.status_code == 400
    assert "Gent" not in answer.content.decode()


@pytest.mark.parametrize("place", ["onzin", "2026-99-99T00:00Z networks.city 1", "2026-01-01 networks.city 1", "2026-01-01T00:00Z x y"])
def test_a_place_that_is_none_begins_at_the_newest(story: City, programme: Programme, place: str) -> None:
    assert "wijzigde stad" in text_of(person(programme)[0].get(HISTORY, {"voor": place}))
    assert person(programme, name="Tweede")[0].get(ACCESS, {"voor": place}).status_code == 200


def test_pages_follow_each_other_without_a_gap_or_a_repeat(story: City, programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    from warmescholen.home.record import views

    monkeypatch.setattr(views, "PAGE", 2)
    with programme_context(programme.pk):
        City.objects.bulk_create([City(programme=programme, key=f"s-{n}", name=f"Stad {n}", sort_key="s") for n in range(5)])
        expected = history_of(City).objects.count() + history_of(Network).objects.count() + history_of(NetworkCity).objects.count()
    client, _ = person(programme)
    seen, older = [], ""
    for _turn in range(20):
        answer = client.get(HISTORY, {"voor": older} if older else {})
        seen += [change.place for change in answer.context["page"].changes]
        older = answer.context["older"]
        if not older:
            break
    assert len(seen) == len(set(seen)) == expected + 1  # and the manager's own role
    assert seen == sorted(seen, reverse=True)


def test_one_thing_has_its_own_story_with_what_is_part_of_it(story: City, programme: Programme) -> None:
    client, _ = person(programme)
    with programme_context(programme.pk):
        network = Network.objects.get()
        number = network.pk
        network.delete()
    text = text_of(client.get(f"{HISTORY}van/networks/network/{number}/"))
    assert "maakte stad van een netwerk" in text
    assert "verwijderde lerend netwerk" in text
    assert "Gentt" not in text
    with programme_context(programme.pk):
        assert not Network.objects.exists()


def test_what_has_no_story_does_not_exist(story: City, programme: Programme, other_programme: Programme) -> None:
    client, _ = person(programme)
    with programme_context(other_programme.pk):
        other = City.objects.get().pk
    paths = [f"networks/city/{other}", "networks/city/99999999", "bestaat/niet/1", "accounts/user/1", "audit/accessentry/1"]
    answers = [client.get(f"{HISTORY}van/{path}/") for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@pytest.fixture
def note(programme: Programme, story: City) -> tuple[Client, SessionPrivateNote]:
    """A private note of another manager, changed once."""
    client, author = person(programme, name="Auteur")
    with programme_context(programme.pk):
        session = Session.objects.create(programme=programme, kind="kick-off", school_year=2025, note_team="voor het team")
        made = SessionPrivateNote.objects.create(programme=programme, session=session, author=author, text="geheim een")
        made.text = "geheim twee"
        made.save()
    return client, made


def test_nobody_reads_in_a_private_note_of_somebody_else(note: tuple[Client, SessionPrivateNote], programme: Programme) -> None:
    client, _ = person(programme)
    pages = [HISTORY, f"{HISTORY}?kind=schools.sessionprivatenote", f"{HISTORY}van/schools/session/{note[1].session_id}/"]
    for page in pages:
        assert "geheim" not in text_of(client.get(page))
    assert "voor het team" in text_of(client.get(pages[0]))
    assert client.get(f"{HISTORY}van/schools/sessionprivatenote/{note[1].pk}/").status_code == 404
    assert "geheim" not in str(rows_of(client.get(f"{HISTORY}export.csv")))


def test_the_author_reads_the_own_private_note(note: tuple[Client, SessionPrivateNote]) -> None:
    assert "geheim twee" in text_of(note[0].get(f"{HISTORY}?kind=schools.sessionprivatenote"))
    assert {"geheim een", "geheim twee"} <= {row["werd"] for row in rows_of(note[0].get(f"{HISTORY}export.csv"))}


def test_the_export_holds_what_the_search_finds_and_is_noted(story: City, programme: Programme) -> None:
    client, manager = person(programme)
    rows = rows_of(client.get(f"{HISTORY}export.csv?kind=networks.city&action=update"))
    assert [(row["wie"], row["wat"], row["veld"], row["was"], row["werd"], row["verzoek"]) for row in rows if row["veld"] == "naam"] == [
        ("Schrijver", "stad", "naam", "Gentt", "Gent", "abc")
    ]
    with programme_context(programme.pk):
        noted = AccessEntry.objects.filter(action="export").values_list("who", "object_label")
        assert list(noted) == [(f"user:{manager.pk}", "geschiedenis als csv, Wat: networks.city, Wat er gebeurde: update")]


def test_an_export_is_longer_than_a_batch(story: City, programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    from warmescholen.audit import changes, entries

    monkeypatch.setattr(changes, "BATCH", 2)
    monkeypatch.setattr(entries, "BATCH", 2)
    client, _ = person(programme)
    for number in range(5):
        with programme_context(programme.pk):
            City.objects.create(programme=programme, key=f"s-{number}", name=f"Stad {number}")
            write_access(programme_id=programme.pk, action=AccessEntry.Action.EXPORT, label=f"export {number}")
    names = {row["naam"] for row in rows_of(client.get(f"{HISTORY}export.csv?kind=networks.city"))}
    assert names >= {f"Stad {number}" for number in range(5)}
    assert {row["wat"] for row in rows_of(client.get(f"{ACCESS}export.csv"))} >= {f"export {number}" for number in range(5)}


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1"])
def test_no_text_of_an_export_becomes_a_formula(story: City, programme: Programme, name: str) -> None:
    client, _ = person(programme)
    with programme_context(programme.pk), acting(command("x", name)):
        City.objects.create(programme=programme, key="boos", name=name)
        write_access(programme_id=programme.pk, action=AccessEntry.Action.EXPORT, label=name)
    for page in PAGES[1::2]:
        rows = rows_of(client.get(page))
        assert any(f"'{name}" in row.values() for row in rows)
        assert not [value for row in rows for value in row.values() if is_formula(value)]


def test_the_access_log_tells_who_took_what(story: City, programme: Programme) -> None:
    client, _ = person(programme)
    with acting(Actor(ActorKind.KEY, "3", "sleutel van de koepel", path="/api/v1/eigen/schools/", ip="192.0.2.0/24")):
        write_access(programme_id=programme.pk, action=AccessEntry.Action.EXPORT, label="schools (csv)", rows=12)
    text = text_of(client.get(ACCESS))
    for words in ("sleutel van de koepel", "gegevens geëxporteerd", "12 rijen", "schools (csv)", "192.0.2.0/24", "aangemeld"):
        assert words in text
    assert "verre export" not in text
    only = text_of(client.get(f"{ACCESS}?who=key&what=SCHOOLS&action=export&since=2026-01-01"))
    assert "sleutel van de koepel" in only
    assert 'data-label="Handeling">aangemeld' not in only
    assert "Niets gevonden" in text_of(client.get(f"{ACCESS}?who=guest"))
    assert client.get(f"{ACCESS}?who=user:0").status_code == 400
    assert client.get(f"{ACCESS}export.csv?since=x").status_code == 400


@pytest.mark.parametrize("page", [HISTORY, ACCESS])
def test_the_number_of_queries_does_not_grow_with_the_rows(programme: Programme, page: str) -> None:
    client, _ = person(programme)

    def add(number: int) -> None:
        with programme_context(programme.pk):
            city = City.objects.create(programme=programme, key=f"s-{number}", name=f"Stad {number}")
            network = Network.objects.create(programme=programme, key=f"n-{number}", name=f"Netwerk {number}")
            NetworkCity.objects.create(programme=programme, network=network, city=city)
            write_access(programme_id=programme.pk, action=AccessEntry.Action.READ, target=city)

    add(1)
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    add(2)
    add(3)
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few)


def test_values_read_as_people_write_them(programme: Programme) -> None:
    with programme_context(programme.pk):
        session = Session.objects.create(programme=programme, kind="kick-off", date=datetime.date(2026, 3, 12), school_year=2025, is_online=True)
        Session.objects.filter(pk=session.pk).update(is_online=False, state="planned", date=None)
    rows = {row["veld"]: (row["was"], row["werd"]) for row in rows_of(person(programme)[0].get(f"{HISTORY}export.csv?action=update"))}
    assert rows == {"online": ("ja", "nee"), "toestand": ("gehouden", "gepland"), "datum": ("12 maart 2026", "leeg")}


def test_a_thing_without_a_name_is_called_by_its_day_and_a_link_by_its_ends(programme: Programme) -> None:
    with programme_context(programme.pk):
        school = School.objects.create(programme=programme, key="s", name="Atheneum", education="basis")
        session = Session.objects.create(programme=programme, kind="kick-off", date=datetime.date(2026, 3, 12), school_year=2025)
        nameless = Session.objects.create(programme=programme, kind="kick-off", school_year=2025)
        Attendance.objects.create(programme=programme, session=session, school=school)
    names = {(row["wat"], row["naam"]) for row in rows_of(person(programme)[0].get(f"{HISTORY}export.csv"))}
    assert names >= {
        ("begeleidingssessie", "12 maart 2026"),
        ("begeleidingssessie", f"nr. {nameless.pk}"),
        ("aanwezigheid", "Atheneum bij begeleidingssessie 12 maart 2026"),
    }


def test_the_way_to_the_record_is_offered_to_who_may_go(programme: Programme) -> None:
    assert HISTORY in person(programme)[0].get("/eigen/").content.decode()
    assert HISTORY not in person(programme, Role.OBSERVER, name="Waarnemer")[0].get("/eigen/").content.decode()
