"""The pages about people: who gets in, what they show and change, and a query count that does not grow."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from networks.models import Network
from schools import services
from schools.models import ApiKey, Grant, Invitation, School
from tests.factories.people import LONG_AGO, acting, grant, manager, person
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import PERMISSIONS, Permission, Role
from warmescholen.audit.models import AccessEntry
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

DAY = datetime.timedelta(days=1)
PEOPLE = "/eigen/beheer/mensen/"


@pytest.fixture
def boss(programme: Programme) -> User:
    return manager(programme)


@pytest.fixture
def client(boss: User) -> Client:
    return signed_in(boss)


@pytest.fixture
def network(programme: Programme) -> Network:
    with programme_context(programme.pk):
        return Network.objects.create(programme=programme, key="n", name="Netwerk Noord")


@pytest.fixture
def school(programme: Programme) -> School:
    with programme_context(programme.pk):
        return School.objects.create(programme=programme, key="s", name="De Wingerd", education="basis")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("page", ["beheer/mensen/", "beheer/mensen/uitnodigen/", "beheer/sleutels/"])
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADVISER, Role.OBSERVER])
def test_only_who_manages_people_comes_in(programme: Programme, network: Network, role: Role, page: str) -> None:
    user = person("iemand@voorbeeld.example")
    grant(programme, user, role, network=network)
    answer = signed_in(user).get(f"/eigen/{page}")
    assert answer.status_code == 403
    assert "mensen, rollen en sleutels beheren" in answer.content.decode()


def test_the_list_tells_who_has_which_role_since_when(client: Client, programme: Programme, other_programme: Programme, network: Network) -> None:
    grant(programme, person("noor@voorbeeld.example", name="Coördinatie"), Role.COORDINATOR, network=network)
    grant(other_programme, person("vreemd@voorbeeld.example", name="Iemand van elders"))
    page = text(client, PEOPLE)
    assert "2 mensen werken mee." in page
    assert "Netwerkcoördinator, Netwerk Noord" in page
    assert "sinds 1 jan" in page
    assert "Iemand van elders" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Nu", "Straks"}),
        ("wanneer=nu", {"Nu"}),
        ("wanneer=straks", {"Straks"}),
        ("wanneer=geweest", {"Vroeger"}),
        ("rol=adviseur", {"Nu"}),
        ("netwerk=n", {"Nu"}),
        ("netwerk=bestaat-niet", {"Nu", "Straks"}),
        ("zoek=NU@", {"Nu"}),
        ("zoek=strak", {"Straks"}),
        ("zoek=niemand", set()),
    ],
)
def test_the_address_narrows_the_list(client: Client, programme: Programme, network: Network, query: str, shown: set[str]) -> None:
    today = timezone.localdate()
    grant(programme, person("nu@a.example", name="Nu"), Role.ADVISER, network=network)
    grant(programme, person("straks@a.example", name="Straks"), Role.OBSERVER, starts_on=today + DAY)
    grant(programme, person("vroeger@a.example", name="Vroeger"), Role.OBSERVER, ends_on=LONG_AGO + DAY)
    page = text(client, f"{PEOPLE}?{query}")
    assert {name for name in ("Nu", "Straks", "Vroeger") if f">{name}</a>" in page} == shown


def test_the_list_takes_as_many_queries_for_many_as_for_few(client: Client, programme: Programme, boss: User, network: Network) -> None:
    def fill(numbers: range) -> None:
        for number in numbers:
            grant(programme, person(f"p{number}@a.example"), Role.ADVISER, network=network)
            with programme_context(programme.pk):
                services.invite(
                    email=f"i{number}@a.example", role=Role.OBSERVER, by=acting(User.objects.get(email="beheer@voorbeeld.example"), programme)
                )

    fill(range(1))
    client.get(PEOPLE)
    with CaptureQueriesContext(connection) as few:
        client.get(PEOPLE)
    fill(range(1, 4))
    with CaptureQueriesContext(connection) as many:
        client.get(PEOPLE)
    assert len(many) == len(few)


def test_an_invitation_goes_by_mail_to_one_address(
    client: Client, programme: Programme, network: Network, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{PEOPLE}uitnodigen/", {"email": "Nieuw@A.example", "role": Role.ADVISER, "place": f"netwerk-{network.pk}"})
    assert answer.status_code == 302
    (letter,) = mail.outbox
    assert letter.to == ["nieuw@a.example"]
    assert "adviseur voor Netwerk Noord" in letter.body
    assert "/accounts/uitnodiging/ws_uitnodiging_" in letter.body
    assert "ws_uitnodiging_" in str(letter.alternatives[0])
    page = text(client, PEOPLE)
    assert "1 uitnodiging wacht" in page
    assert "De uitnodiging is onderweg naar nieuw@a.example" in page
    with programme_context(programme.pk):
        assert Invitation.objects.get().sent_at is not None


def test_inviting_tells_nothing_of_accounts(client: Client, programme: Programme) -> None:
    person("bekend@a.example")
    pages = []
    for email in ("bekend@a.example", "onbekend@a.example"):
        client.post(f"{PEOPLE}uitnodigen/", {"email": email, "role": Role.OBSERVER, "place": "programma"})
        pages.append(text(client, PEOPLE))
        with programme_context(programme.pk):
            Invitation.objects.update(revoked_at=timezone.now())
    assert "onderweg naar bekend@a.example" in pages[0]
    assert "onderweg naar onbekend@a.example" in pages[1]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"email": "geen adres"}, "Voer een geldig e-mailadres in"),
        ({"role": "keizer"}, "Selecteer een geldige keuze"),
        ({"place": "netwerk-999"}, "Selecteer een geldige keuze"),
        ({"role": Role.MANAGER, "place": "netwerk"}, "over het hele programma, niet over een netwerk"),
        ({"email": "beheer@voorbeeld.example"}, "Je kunt jezelf geen rol geven"),
    ],
)
def test_an_invitation_that_cannot_be_says_why(client: Client, programme: Programme, network: Network, values: dict[str, str], reason: str) -> None:
    asked = {"email": "nieuw@a.example", "role": Role.OBSERVER, "place": "programma", **values}
    if asked["place"] == "netwerk":
        asked["place"] = f"netwerk-{network.pk}"
    answer = client.post(f"{PEOPLE}uitnodigen/", asked)
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    with programme_context(programme.pk):
        assert not Invitation.objects.exists()


def test_an_invitation_is_sent_again_with_another_link_and_withdrawn(
    client: Client, programme: Programme, boss: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with programme_context(programme.pk):
        invitation, _token = services.invite(email="nieuw@a.example", role=Role.OBSERVER, by=acting(boss, programme))
    path = f"/eigen/beheer/uitnodigingen/{invitation.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{path}opnieuw/")
    assert len(mail.outbox) == 1
    client.post(f"{path}intrekken/")
    assert "is ingetrokken" in text(client, PEOPLE)
    client.post(f"{path}opnieuw/")
    assert "al gebruikt of ingetrokken" in text(client, PEOPLE)
    assert len(mail.outbox) == 1


def test_a_mail_that_cannot_leave_is_told_in_the_list(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PEOPLE}uitnodigen/", {"email": "nieuw@a.example", "role": Role.OBSERVER, "place": "programma"})
    assert "mail niet vertrokken" in text(client, PEOPLE)
    assert "nieuw@a.example" not in caplog.text


def test_one_page_per_person_and_none_for_who_has_no_role_here(client: Client, programme: Programme, other_programme: Programme) -> None:
    here, elsewhere = person("hier@a.example", name="Hier"), person("elders@a.example", name="Elders")
    grant(programme, here, Role.OBSERVER)
    grant(other_programme, elsewhere, Role.OBSERVER)
    assert "<h1>Hier</h1>" in text(client, f"{PEOPLE}{here.pk}/")
    other, absent = client.get(f"{PEOPLE}{elsewhere.pk}/"), client.get(f"{PEOPLE}999999/")
    assert other.status_code == absent.status_code == 404
    assert other.content == absent.content


def test_who_looked_at_people_is_noted(client: Client, programme: Programme, boss: User) -> None:
    user = person("iemand@a.example", name="Iemand")
    grant(programme, user, Role.OBSERVER)
    for path in (PEOPLE, f"{PEOPLE}{user.pk}/"):
        client.get(path)
    with programme_context(programme.pk):
        noted = AccessEntry.objects.filter(action=AccessEntry.Action.READ).order_by("pk").values_list("who", "object_label", "rows")
        assert list(noted) == [(f"user:{boss.pk}", "mensen", 2), (f"user:{boss.pk}", "Iemand", None)]


def test_a_role_is_given_changed_and_ended(client: Client, programme: Programme, school: School) -> None:
    user = person("iemand@a.example", name="Iemand")
    grant(programme, user, Role.OBSERVER)
    today = timezone.localdate()
    client.post(f"{PEOPLE}{user.pk}/rol-geven/", {"role": Role.FLYWHEEL, "place": f"school-{school.pk}", "starts_on": today.isoformat()})
    assert "Vliegwiellid, De Wingerd" in text(client, f"{PEOPLE}{user.pk}/")
    with programme_context(programme.pk):
        given = Grant.objects.get(user=user, role=Role.FLYWHEEL)
    client.post(f"/eigen/beheer/rollen/{given.pk}/data/", {"starts_on": today.isoformat(), "ends_on": (today + DAY).isoformat()})
    with programme_context(programme.pk):
        assert Grant.objects.get(pk=given.pk).ends_on == today + DAY
    own = signed_in(user)
    assert own.get("/eigen/").status_code == 200
    with programme_context(programme.pk):
        observer = Grant.objects.get(user=user, role=Role.OBSERVER)
    for held in (given, observer):
        client.post(f"/eigen/beheer/rollen/{held.pk}/beeindigen/")
    assert own.get("/eigen/").status_code == 404


def test_a_role_that_does_not_fit_says_why(client: Client, programme: Programme, school: School) -> None:
    user = person("iemand@a.example")
    grant(programme, user, Role.OBSERVER)
    answer = client.post(
        f"{PEOPLE}{user.pk}/rol-geven/",
        {"role": Role.COORDINATOR, "place": f"school-{school.pk}", "starts_on": timezone.localdate().isoformat()},
    )
    assert "over een netwerk, niet over een school" in answer.content.decode()


def test_nobody_gives_oneself_a_role_by_the_address(client: Client, programme: Programme, boss: User, school: School) -> None:
    path = f"{PEOPLE}{boss.pk}/"
    assert "Dit ben jij" in text(client, path)
    assert "rol-geven" not in text(client, path)
    asked = {"role": Role.FLYWHEEL, "place": f"school-{school.pk}", "starts_on": timezone.localdate().isoformat()}
    assert "Je kunt jezelf geen rol geven" in client.post(f"{path}rol-geven/", asked).content.decode()
    with programme_context(programme.pk):
        assert Grant.objects.filter(user=boss).count() == 1


def test_the_last_manager_is_told_that_somebody_has_to_stay(client: Client, programme: Programme, boss: User) -> None:
    with programme_context(programme.pk):
        own = Grant.objects.get(user=boss)
    client.post(f"/eigen/beheer/rollen/{own.pk}/beeindigen/")
    assert "geen programmabeheerder meer" in text(client, PEOPLE)


def test_a_role_of_another_programme_is_not_there(client: Client, other_programme: Programme) -> None:
    foreign = grant(other_programme, person("elders@a.example"), Role.OBSERVER)
    for method, path in (("get", "data/"), ("post", "data/"), ("post", "beeindigen/")):
        assert getattr(client, method)(f"/eigen/beheer/rollen/{foreign.pk}/{path}").status_code == 404
    with programme_context(other_programme.pk):
        assert Grant.objects.get(pk=foreign.pk).ends_on is None


def test_a_key_is_shown_once(programme: Programme) -> None:
    user = person("sleutels@a.example", password=None)  # with nothing to confirm by, nothing is asked again
    grant(programme, user)
    client = signed_in(user)
    answer = client.post("/eigen/beheer/sleutels/", {"name": "Rekenblad", "scopes": ["read"], "days": 90})
    assert "ws_sleutel_" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    page = text(client, "/eigen/beheer/sleutels/")
    assert "Rekenblad" in page
    assert "ws_sleutel_" not in page
    with programme_context(programme.pk):
        key = ApiKey.objects.get()
    client.post(f"/eigen/beheer/sleutels/{key.pk}/intrekken/")
    assert "werkt niet meer" in text(client, "/eigen/beheer/sleutels/")


def test_a_key_asks_who_you_are_again(client: Client, programme: Programme) -> None:
    answer = client.post("/eigen/beheer/sleutels/", {"name": "Rekenblad", "scopes": ["read"], "days": 90})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    with programme_context(programme.pk):
        assert not ApiKey.objects.exists()


def test_a_key_stops_with_the_role_of_who_made_it(client: Client, programme: Programme, boss: User) -> None:
    with programme_context(programme.pk):
        _key, token = services.make_api_key(name="x", scopes=["read"], days=30, by=acting(boss, programme))
        second = manager(programme, "tweede@a.example")
    bearer = {"Authorization": f"Bearer {token}"}
    assert Client().get("/api/v1/eigen/networks/", headers=bearer).status_code == 200
    with programme_context(programme.pk):
        services.end_role(grant=Grant.objects.get(user=boss), by=acting(second, programme))
    assert Client().get("/api/v1/eigen/networks/", headers=bearer).status_code == 401


def test_everybody_reads_what_each_role_may(programme: Programme) -> None:
    user = person("iemand@a.example")
    grant(programme, user, Role.OBSERVER)
    page = text(signed_in(user), "/eigen/rollen/")
    for permission in Permission:
        assert permission.value.capitalize() in page.replace("&#x27;", "'")
    assert page.count("jouw rol") == 1
    assert "Meldt zich aan in twee stappen" in page


def test_the_page_of_roles_says_what_the_doors_do(programme: Programme, network: Network) -> None:
    """Each role opens exactly the pages of which the table says that it may."""
    doors = {"beheer/mensen/": Permission.MANAGE_PEOPLE, "rapportages/": Permission.VIEW_REPORT, "indicatoren/": Permission.VIEW_AGGREGATES}
    for role in (Role.MANAGER, Role.COORDINATOR, Role.ADVISER, Role.OBSERVER):
        user = person(f"{role}@a.example")
        grant(programme, user, role, network=None if role == Role.MANAGER else network)
        for page, permission in doors.items():
            assert signed_in(user).get(f"/eigen/{page}").status_code == (200 if permission in PERMISSIONS[role] else 403)
