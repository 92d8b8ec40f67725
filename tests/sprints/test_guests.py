"""A guest without an account: one link, one forum, one form."""

from __future__ import annotations

import logging
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from sprints import services
from sprints.enums import AdviceState
from sprints.guests import Guest, enter, read_state
from sprints.models import Advice, GuestLink
from sprints.views import guests
from tests.factories.flywheel import Place, make_advice, make_link, make_place
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme


@pytest.fixture
def place(programme: Programme) -> Place:
    with programme_context(programme.pk):
        return make_place(programme)


def link_in(place: Place, **changed: object) -> tuple[GuestLink, str]:
    with programme_context(place.programme.pk):
        return make_link(place, **changed)


def let_in(token: str) -> Client:
    client = Client()
    assert client.get(f"/gast/{token}/")["Location"] == "/gast/forum/"
    return client


def told(client: Client, **changed: str) -> dict[str, str]:
    return {
        "kind": "bezorgdheid",
        "text": "Denk aan de fietsen",
        "who": "ouder",
        "form": str(uuid.uuid4()),
        "state": client.cookies["gast"].value,
    } | changed


def test_the_secret_is_left_behind_at_once(place: Place) -> None:
    _link, token = link_in(place)
    answer = Client().get(f"/gast/{token}/")
    assert (answer.status_code, answer["Location"]) == (302, "/gast/forum/")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert token not in answer.content.decode() + answer.cookies.output()
    cookie = answer.cookies["gast"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/gast/forum/")


def test_opening_a_link_uses_nothing_up(place: Place) -> None:
    _link, token = link_in(place)
    for method in ("get", "head"):
        for _each in range(5):
            assert getattr(Client(), method)(f"/gast/{token}/").status_code == 302
    client = let_in(token)
    assert client.post("/gast/forum/", told(client)).status_code == 302
    assert Client().get(f"/gast/{token}/").status_code == 302


def test_a_guest_sees_the_question_and_nothing_of_other_advice(place: Place) -> None:
    _link, token = link_in(place)
    with programme_context(place.programme.pk):
        make_advice(place, "Van iemand anders")
    page = let_in(token).get("/gast/forum/").content.decode()
    assert "Wat vinden jullie van twee nesten?" in page
    assert "Van iemand anders" not in page
    assert "Lokalenplan" not in page
    assert "Hoofdmenu" not in page


def test_advice_comes_in_and_waits(place: Place) -> None:
    link, token = link_in(place)
    client = let_in(token)
    answer = client.post("/gast/forum/", told(client, email="ouder@voorbeeld.example"))
    assert answer["Location"] == "/gast/bedankt/"
    assert "je advies is aangekomen" in client.get("/gast/bedankt/").content.decode()
    with programme_context(place.programme.pk):
        advice = Advice.objects.get()
    assert (advice.state, advice.who, advice.guest_link_id, advice.forum_id) == (AdviceState.WAITING, "ouder", link.pk, place.sprint.forum.pk)


def test_a_form_that_is_sent_twice_is_one_advice(place: Place) -> None:
    _link, token = link_in(place)
    client = let_in(token)
    values = told(client)
    assert [client.post("/gast/forum/", values).status_code for _each in range(2)] == [302, 302]
    with programme_context(place.programme.pk):
        assert Advice.objects.count() == 1


def test_what_is_missing_is_told_beside_its_field_and_nothing_is_lost(place: Place) -> None:
    _link, token = link_in(place)
    client = let_in(token)
    answer = client.post("/gast/forum/", told(client, kind="", text="Dit typte ik"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dit typte ik" in page
    assert 'href="#id_kind"' in page
    assert "Vul dit nog in." in page


@pytest.mark.parametrize("what", ["expired", "revoked", "unknown", "cut", "closed", "no state"])
def test_every_link_that_does_not_work_gets_the_same_page(place: Place, what: str) -> None:
    past = timezone.now()
    _link, token = link_in(place, **{"expired": {"expires_at": past}, "revoked": {"revoked_at": past}}.get(what, {}))
    if what == "closed":
        with programme_context(place.programme.pk):
            services.hold_forum(forum=place.sprint.forum, held_at=timezone.now(), report="x", by=place.flywheel)
            services.close_sprint(sprint=place.sprint, by=place.flywheel)
    if what == "no state":
        answer = Client().get("/gast/forum/")
    else:
        answer = Client().get(f"/gast/{ {'unknown': 'ws_forum_' + 'a' * 43, 'cut': token[:-3]}.get(what, token) }/")
    plain = Client().get("/gast/helemaal-niets/")
    assert answer.status_code == plain.status_code == 404
    assert answer.content == plain.content
    assert "gast" not in answer.cookies


def test_a_link_that_is_revoked_works_no_longer_for_who_was_already_in(place: Place) -> None:
    link, token = link_in(place)
    client = let_in(token)
    with programme_context(place.programme.pk):
        services.revoke_guest_link(link=link, by=place.flywheel)
    assert client.get("/gast/forum/").status_code == 404
    answer = client.post("/gast/forum/", told(client, text="Lang over nagedacht"))
    assert answer.status_code == 422
    assert "Lang over nagedacht" in answer.content.decode()
    assert "intussen gesloten" in answer.content.decode()
    with programme_context(place.programme.pk):
        assert not Advice.objects.exists()


def test_a_forged_state_opens_nothing(place: Place) -> None:
    link, _token = link_in(place)
    real = Guest(place.programme.pk, link.pk, "x").sign()
    assert read_state(real) is not None
    body, _, signature = real.rpartition(":")
    for forged in (f"{body}:{signature[:-1]}{'a' if signature[-1] != 'a' else 'b'}", "x", "", real + "x", Guest(1, 1, "x").sign()[3:]):
        client = Client()
        client.cookies["gast"] = forged
        assert client.get("/gast/forum/").status_code == 404


def test_a_guest_of_one_programme_never_comes_into_another(place: Place, other_programme: Programme) -> None:
    link, _token = link_in(place)
    client = Client()
    client.cookies["gast"] = Guest(other_programme.pk, link.pk, "x").sign()  # signed by us, and still no such link there
    assert client.get("/gast/forum/").status_code == 404


def test_a_form_belongs_to_the_link_that_it_was_opened_with(place: Place) -> None:
    first, token = link_in(place)
    client = let_in(token)
    values = told(client)
    _second, other_token = link_in(place)
    client.get(f"/gast/{other_token}/")
    client.post("/gast/forum/", values)
    with programme_context(place.programme.pk):
        assert Advice.objects.get().guest_link_id == first.pk


def test_the_form_speaks_english_too(place: Place) -> None:
    _link, token = link_in(place)
    client = let_in(token)
    page = client.get("/gast/forum/?taal=en").content.decode()
    assert '<html lang="en"' in page
    assert "Your advice is asked for" in page
    assert "Jouw advies" not in page
    assert "mag leeg blijven" not in page
    refused = client.post("/gast/forum/", told(client, kind="", email="geen adres", taal="en")).content.decode()
    assert "Please fill this in." in refused
    assert "This is not a complete e-mail address." in refused
    assert client.post("/gast/forum/", told(client, taal="en"))["Location"] == "/gast/bedankt/?taal=en"


def test_too_many_from_one_browser_are_asked_to_wait(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    _link, token = link_in(place)
    client = let_in(token)
    answers = [client.post("/gast/forum/", told(client)) for _each in range(guests.FROM_BROWSER + 1)]
    assert [answer.status_code for answer in answers] == [302] * guests.FROM_BROWSER + [429]
    assert answers[-1]["Retry-After"]
    other = let_in(token)
    assert other.post("/gast/forum/", told(other)).status_code == 302


def test_guessing_tokens_is_slowed_down(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guests, "FROM_ADDRESS", 3)
    client = Client(REMOTE_ADDR=f"10.{uuid.uuid4().int % 250}.{uuid.uuid4().int % 250}.{uuid.uuid4().int % 250}")
    assert [client.get(f"/gast/ws_forum_{number}/").status_code for number in range(5)] == [404, 404, 404, 429, 429]


def test_the_secret_stands_in_no_log(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    _link, token = link_in(place)
    with caplog.at_level(logging.DEBUG):
        let_in(token)
        Client().get(f"/gast/{token[:-1]}/")
    written = " ".join(record.getMessage() for record in caplog.records if record.name.startswith(("sprints", "warmescholen")))
    assert token not in written


def test_a_link_is_found_before_its_programme_is_known(place: Place) -> None:
    link, token = link_in(place)
    guest = enter(token)
    assert guest is not None
    assert (guest.programme_id, guest.link_id) == (place.programme.pk, link.pk)
    assert enter("ws_forum_bestaat-niet") is None
