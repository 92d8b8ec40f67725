"""The pages of sprints and forums: who reads them, who changes them, and what the others are told."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from schools import services as schools
from sprints import services
from sprints.enums import AdviceState, SprintState
from sprints.models import Advice, Answer, GuestLink, Initiative, Sprint, SprintComment
from tests.factories.flywheel import Place, add_initiative, guest_advice, make_advice, make_link, make_place, make_sprint
from tests.factories.guidance import START, access, make_network, make_user
from warmescholen.accounts.access import platform_access
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

REASON = "Alleen het vliegwiel kan deze sprint wijzigen"


@pytest.fixture
def place(programme: Programme) -> Place:
    with programme_context(programme.pk):
        return make_place(programme)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def person(place: Place, role: Role, *scopes: object) -> Client:
    with programme_context(place.programme.pk):
        return client_of(make_user(place.programme, f"Nog een {role.value}", role, *scopes))  # type: ignore[arg-type]


def address(place: Place, rest: str = "") -> str:
    return f"/eigen/sprints/{place.sprint.pk}/{rest}"


def without_tokens(content: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", content)


def changes(place: Place) -> list[tuple[str, dict[str, str]]]:
    """Every address that changes something, with what would really be accepted from the flywheel."""
    with programme_context(place.programme.pk):
        initiative = place.sprint.initiatives.first()
        advice = make_advice(place)
        link, _token = make_link(place)
    assert initiative is not None
    prefix = f"antwoord-{advice.pk}"
    return [
        ("wijzigen/", {"title": "Gekaapt", "goal": "x", "done_when": "x"}),
        ("initiatieven/nieuw/", {"title": "Gekaapt", "text": "x", "blocks": "cultuur", "owner": "x"}),
        (f"initiatieven/{initiative.pk}/", {"title": "Gekaapt", "text": "x", "blocks": "cultuur", "owner": "x"}),
        (f"initiatieven/{initiative.pk}/verplaatsen/", {"state": "done"}),
        ("forum/wijzigen/", {"date": str(place.sprint.forum.date), "question": "Gekaapt", "touched": "x", "experts": "y"}),
        ("forum/gehouden/", {"held_at": "2026-01-05T19:00", "report": "Gekaapt"}),
        ("adviezen/nieuw/", {"kind": "akkoord", "who": "x", "text": "Gekaapt"}),
        (f"adviezen/{advice.pk}/antwoord/", {f"{prefix}-verdict": "overgenomen", f"{prefix}-because": "Gekaapt"}),
        ("gastlinks/", {"label": "Gekaapt", "until": str(timezone.localdate() + datetime.timedelta(days=3))}),
        (f"gastlinks/{link.pk}/intrekken/", {}),
        ("sluiten/", {}),
    ]


def state_of(place: Place) -> list[object]:
    """Everything that the changes above could have changed."""
    with programme_context(place.programme.pk):
        return [list(model.objects.order_by("pk").values()) for model in (Sprint, Initiative, Advice, Answer, GuestLink)]


@pytest.mark.parametrize("role", [Role.ADVISER, Role.COORDINATOR, Role.MANAGER])
def test_who_reads_a_sprint_is_told_why_it_cannot_be_changed(place: Place, role: Role) -> None:
    client = person(place, role, None if role == Role.MANAGER else place.network)
    page = client.get(address(place)).content.decode()
    assert "Je leest mee" in page
    assert "Doel wijzigen" not in page
    attempts = changes(place)
    before = state_of(place)
    for rest, told in attempts:
        answer = client.post(address(place, rest), told)
        assert answer.status_code == 403, rest
        assert REASON in answer.content.decode(), rest
    assert state_of(place) == before


def test_the_flywheel_may_do_all_of_it(place: Place) -> None:
    client = client_of(place.driver)
    for rest, told in changes(place)[:-1]:
        answer = client.post(address(place, rest), told)
        assert answer.status_code == 302, f"{rest}: {answer.content.decode()}"
    with programme_context(place.programme.pk):
        assert Sprint.objects.get().title == "Gekaapt"
        assert Answer.objects.get().because == "Gekaapt"


@pytest.mark.parametrize("rest", ["", "forum/", "wijzigen/", "gastlinks/", "sluiten/"])
def test_for_an_observer_and_for_other_schools_there_is_no_sprint(place: Place, rest: str) -> None:
    with programme_context(place.programme.pk):
        far = make_network(place.programme, "zuid", "beuk")
    people = [
        person(place, Role.OBSERVER),
        person(place, Role.FLYWHEEL, place.other_school),
        person(place, Role.ADVISER, far),
    ]
    for client in people:
        seen, absent = client.get(address(place, rest)), client.get(f"/eigen/sprints/99999/{rest}")
        assert seen.status_code == absent.status_code == 404
        assert without_tokens(seen.content) == without_tokens(absent.content)


def test_the_list_does_not_exist_for_an_observer_and_is_not_offered(place: Place) -> None:
    client = person(place, Role.OBSERVER)
    assert client.get("/eigen/sprints/").status_code == 404
    assert "/eigen/sprints/" not in client.get("/eigen/indicatoren/").content.decode()


def test_the_list_names_only_sprints_that_one_reads(place: Place) -> None:
    with programme_context(place.programme.pk):
        neighbour = access(make_user(place.programme, "Buur", Role.FLYWHEEL, place.other_school), place.programme)
        make_sprint(place.other_school, neighbour, title="Die van de buren")
    assert "Die van de buren" in client_of(place.adviser).get("/eigen/sprints/").content.decode()
    assert "Die van de buren" not in client_of(place.driver).get("/eigen/sprints/").content.decode()


def test_a_sprint_says_where_it_is_and_what_is_missing(place: Place) -> None:
    with programme_context(place.programme.pk):
        make_advice(place, "Begin klein")
    page = client_of(place.driver).get(address(place)).content.decode()
    assert re.search(r"Week \d+ van 10: Twee nesten", page)
    assert "nog niets rond systemen, cultuur, leiderschap, medewerkers" in page
    assert "Begin klein" in page
    assert "nog niet gehouden" in page
    assert "nog geen antwoord" in page


def test_a_refused_answer_stays_beside_its_advice_with_what_was_typed(place: Place) -> None:
    with programme_context(place.programme.pk):
        advice = make_advice(place)
    prefix = f"antwoord-{advice.pk}"
    answer = client_of(place.driver).post(address(place, f"adviezen/{advice.pk}/antwoord/"), {f"{prefix}-because": "Omdat het kan"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Omdat het kan" in page
    assert f'href="#id_{prefix}-verdict"' in page


def test_a_colleagues_answer_is_told_and_sending_again_counts(place: Place) -> None:
    with programme_context(place.programme.pk):
        advice = make_advice(place)
        services.answer_advice(advice=advice, verdict="overgenomen", because="Van een collega", by=place.flywheel)  # type: ignore[arg-type]
    client, prefix = client_of(place.driver), f"antwoord-{advice.pk}"
    where, told = address(place, f"adviezen/{advice.pk}/antwoord/"), {f"{prefix}-verdict": "niet overgenomen", f"{prefix}-because": "Van mij"}
    page = client.post(where, told).content.decode()
    assert "Een collega antwoordde intussen: overgenomen" in page
    assert "Van mij" in page
    seen = re.search(rf'name="{prefix}-seen" value="([^"]+)"', page)
    assert seen
    assert client.post(where, {**told, f"{prefix}-seen": seen[1]}).status_code == 302
    with programme_context(place.programme.pk):
        assert Answer.objects.get().because == "Van mij"


def test_what_a_colleague_changed_is_not_overwritten_unseen(place: Place) -> None:
    client = client_of(place.driver)
    page = client.get(address(place, "wijzigen/")).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    with programme_context(place.programme.pk):
        services.change_sprint(sprint=place.sprint, title="Van een collega", goal="g", done_when="d", blocks_left="", by=place.flywheel)
    answer = client.post(address(place, "wijzigen/"), {"title": "Van mij", "goal": "g", "done_when": "d", "seen": seen[1]})
    assert "Een collega wijzigde dit intussen" in answer.content.decode()
    assert 'value="Van mij"' in answer.content.decode()
    with programme_context(place.programme.pk):
        assert Sprint.objects.get().title == "Van een collega"


def test_a_sprint_closes_from_its_page_with_a_choice_for_each_open_initiative(place: Place) -> None:
    client = client_of(place.driver)
    with programme_context(place.programme.pk):
        second = add_initiative(place.sprint, place.flywheel, "Nog een", "busy")
        first = Initiative.objects.exclude(pk=second).get().pk
    assert "kan nog niet sluiten" in client.get(address(place, "sluiten/")).content.decode()
    client.post(address(place, "forum/gehouden/"), {"held_at": "2026-01-05T19:00", "report": "We doen het"})
    answer = client.post(address(place, "sluiten/"), {f"initiative_{first}": "carry"})
    assert "Nog een" in answer.content.decode()
    assert answer.status_code == 200
    assert client.post(address(place, "sluiten/"), {f"initiative_{first}": "carry", f"initiative_{second}": "stop"}).status_code == 302
    with programme_context(place.programme.pk):
        assert Sprint.objects.get().state == SprintState.CLOSED
        assert set(Initiative.objects.values_list("pk", "state")) == {(first, "carried"), (second, "stopped")}
    page = client.get(address(place)).content.decode()
    assert "gesloten en verandert niet meer" in page
    assert "Doel wijzigen" not in page


def test_the_next_sprint_takes_along_what_was_left(place: Place) -> None:
    client = client_of(place.driver)
    with programme_context(place.programme.pk):
        initiative = Initiative.objects.get()
        services.hold_forum(forum=place.sprint.forum, held_at=timezone.now(), report="x", by=place.flywheel)
        services.close_sprint(sprint=place.sprint, by=place.flywheel, carry_over=[initiative])
        ends = Sprint.objects.get().ends_on
    page = client.get("/eigen/sprints/nieuw/").content.decode()
    assert initiative.title in page
    told = {"school": place.school.pk, "title": "Volgende", "goal": "g", "done_when": "d", "question": "q", "left_over": initiative.pk}
    dates = {"starts_on": ends + datetime.timedelta(days=3), "forum_on": ends + datetime.timedelta(days=30)}
    overlapping = {"starts_on": timezone.localdate(), "forum_on": timezone.localdate()}
    assert "de volgende begint daarna" in client.post("/eigen/sprints/nieuw/", {**told, **overlapping}).content.decode()
    assert client.post("/eigen/sprints/nieuw/", {**told, **dates}).status_code == 302
    with programme_context(place.programme.pk):
        assert Initiative.objects.get(sprint__title="Volgende").carried_from == initiative


def test_only_a_flywheel_starts_a_sprint(place: Place) -> None:
    answer = client_of(place.adviser).get("/eigen/sprints/nieuw/")
    assert answer.status_code == 403
    assert "Alleen het vliegwiel kan een sprint starten" in answer.content.decode()


def test_an_adviser_comments_and_changes_nothing(place: Place) -> None:
    before = state_of(place)
    client = client_of(place.adviser)
    assert client.post(address(place, "commentaar/"), {"text": "Denk aan de ouders"}).status_code == 302
    assert "Denk aan de ouders" in client_of(place.driver).get(address(place)).content.decode()
    assert client.post(address(place, "commentaar/"), {"text": ""}).status_code == 422
    assert state_of(place) == before
    with programme_context(place.programme.pk):
        assert SprintComment.objects.count() == 1


def test_a_guests_advice_is_shown_to_nobody_before_a_member_approves(place: Place) -> None:
    with programme_context(place.programme.pk):
        link, _token = make_link(place)
        advice = guest_advice(link, "Langs de QR-code")
    reader, flywheel = client_of(place.adviser), client_of(place.driver)
    for rest in ("", "forum/"):
        assert "Langs de QR-code" not in reader.get(address(place, rest)).content.decode()
    assert reader.post(address(place, f"adviezen/{advice.pk}/tonen/")).status_code == 404
    assert "Langs de QR-code" in flywheel.get(address(place, "forum/")).content.decode()
    assert flywheel.post(address(place, f"adviezen/{advice.pk}/tonen/")).status_code == 302
    assert "Langs de QR-code" in reader.get(address(place, "forum/")).content.decode()


def test_an_advice_is_set_aside_only_with_a_reason(place: Place) -> None:
    with programme_context(place.programme.pk):
        link, _token = make_link(place)
        advice = guest_advice(link, "Noemt een leerling")
    client, where = client_of(place.driver), address(place, f"adviezen/{advice.pk}/opzij/")
    assert client.post(where, {f"opzij-{advice.pk}-because": ""}).status_code == 422
    assert client.post(where, {f"opzij-{advice.pk}-because": "Een naam"}).status_code == 302
    with programme_context(place.programme.pk):
        assert Advice.objects.get().state == AdviceState.SET_ASIDE
    assert "Noemt een leerling" not in client_of(place.adviser).get(address(place, "forum/")).content.decode()


def test_the_qr_code_leads_to_the_form_and_a_revoked_one_is_not_shown(place: Place) -> None:
    with programme_context(place.programme.pk):
        link, token = make_link(place)
    client = client_of(place.driver)
    page = client.get(address(place, f"gastlinks/{link.pk}/")).content.decode()
    assert f"/gast/{token}/" in page
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="qr"' in page
    client.post(address(place, f"gastlinks/{link.pk}/intrekken/"))
    page = client.get(address(place, f"gastlinks/{link.pk}/")).content.decode()
    assert token not in page
    assert "werkt niet meer" in page


@pytest.mark.parametrize("rest", ["", "forum/", "?bord=bouwstenen"])
def test_the_number_of_queries_does_not_grow_with_what_hangs_on_a_sprint(place: Place, rest: str) -> None:
    client = client_of(place.driver)

    def fill(number: int) -> None:
        with programme_context(place.programme.pk):
            link, _token = make_link(place)
            for each in range(number):
                add_initiative(place.sprint, place.flywheel, f"Initiatief {each}", blocks=("cultuur", "systemen"))
                answered, _open = make_advice(place, f"Advies {each}"), make_advice(place)
                services.answer_advice(advice=answered, verdict="overgenomen", because="Ja", by=place.flywheel)  # type: ignore[arg-type]
                guest_advice(link)
                services.comment_sprint(sprint=place.sprint, text="x", by=access(place.adviser, place.programme))

    fill(1)
    client.get(address(place, rest))
    with CaptureQueriesContext(connection) as few:
        client.get(address(place, rest))
    fill(3)
    with CaptureQueriesContext(connection) as many:
        client.get(address(place, rest))
    assert len(many) == len(few)


def test_the_list_takes_as_many_queries_for_one_sprint_as_for_three(place: Place) -> None:
    client = client_of(place.adviser)
    client.get("/eigen/sprints/")
    with CaptureQueriesContext(connection) as few:
        client.get("/eigen/sprints/")
    with programme_context(place.programme.pk):
        for name in ("es", "els"):
            by = platform_access(place.programme.pk)
            school = schools.create_school(key=name, name=name, education="basis", by=by)
            schools.place_school(school=school, network=place.network, starts_on=START, by=by)
            make_sprint(school, access(make_user(place.programme, f"Vliegwiel {name}", Role.FLYWHEEL, school), place.programme))
    with CaptureQueriesContext(connection) as many:
        assert client.get("/eigen/sprints/").content.count(b"Twee nesten") == 3
    assert len(many) == len(few)


def test_who_signs_in_anew_after_sending_arrives_at_the_page_of_the_form(place: Place) -> None:
    client = client_of(place.driver)
    for rest, _told in changes(place):
        if not rest.endswith(("verplaatsen/", "antwoord/", "intrekken/")):
            continue
        before = state_of(place)
        answer = client.get(address(place, rest), follow=True)
        assert answer.status_code == 200
        assert answer.redirect_chain
        assert state_of(place) == before
