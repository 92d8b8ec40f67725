"""Search: what is forgiven, and that nobody finds what they may not see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from networks.models import Network
from schools.models import Topic
from tests.factories.guidance import make_network, make_session, make_user, school_of
from warmescholen.accounts.access import platform_access
from warmescholen.accounts.roles import Role
from warmescholen.home.search.matching import Wanted
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme
from warmescholen.ui.sort_keys import sort_key


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("voskens", "Atheneum Voskenslaan"),
        ("VOSKENSLAAN athen", "Atheneum Voskenslaan"),
        ("athenuem", "Atheneum Voskenslaan"),
        ("voskenlaan", "Atheneum Voskenslaan"),
        ("helene", "Sint-Hélène"),
        ("hélène", "Sint Helene"),
        ("gent 1", "Lerend netwerk Gent 1"),
        ("laan", "Atheneum Voskenslaan"),
    ],
)
def test_accents_case_order_and_small_typos_are_forgiven(typed: str, name: str) -> None:
    assert Wanted(typed).fit(sort_key(name)) > 0


@pytest.mark.parametrize(
    ("typed", "name"),
    [("", "Atheneum"), ("lyceum", "Atheneum"), ("gent 2", "Gent 1"), ("athenuem kortrijk", "Atheneum Voskenslaan"), ("xyz", ""), ("ath", "Sint-Jan")],
)
def test_what_is_something_else_is_not_found(typed: str, name: str) -> None:
    assert Wanted(typed).fit(sort_key(name)) == 0


def test_who_begins_with_it_comes_before_who_was_meant_perhaps() -> None:
    assert Wanted("markt").fit(sort_key("De Markt")) > Wanted("markt").fit(sort_key("De Marktplaats")) > Wanted("markt").fit(sort_key("De Martk"))


@pytest.fixture
def network(programme: Programme, other_programme: Programme) -> Network:
    with programme_context(other_programme.pk):
        elsewhere = make_network(other_programme, "zonnebloem-ander", "zonnebloem-elders")
        make_user(other_programme, "Zonnebloem Elders", Role.ADVISER, elsewhere)
    with programme_context(programme.pk):
        own, other = make_network(programme, "zonnebloem", "zonnebloem-a"), make_network(programme, "zonnebloem-twee", "zonnebloem-b")
        by = platform_access(programme.pk)
        topic = Topic.objects.create(programme=programme, name="Zonnebloemzaad")
        for key, network in (("zonnebloem-a", own), ("zonnebloem-b", other)):
            make_session(
                by, school_of(programme, key), network=network, title=f"Sessie zonnebloem {key[-1]}", topics=(topic,), note_shared="geheimwoord"
            )
        make_user(programme, "Zonnebloem Collega", Role.ADVISER, own)
        make_user(programme, "Zonnebloem Vreemde", Role.ADVISER, other)
    return own


def signed_in(programme: Programme, role: Role, *scopes: Network) -> Client:
    with programme_context(programme.pk):
        user = make_user(programme, "Iemand", role, *scopes)
    client = Client()
    client.force_login(user)
    return client


def test_one_finds_what_one_may_see_and_nothing_else(network: Network, programme: Programme) -> None:
    text = signed_in(programme, Role.ADVISER, network).get("/eigen/zoeken/?q=zonnebloem").content.decode()
    for seen in ("School zonnebloem-a", "Netwerk zonnebloem<", "Zonnebloem Collega", "Sessie zonnebloem a"):
        assert seen in text
    for unseen in ("zonnebloem-b", "zonnebloem-twee", "Vreemde", "Sessie zonnebloem b", "lders"):
        assert unseen not in text


def test_an_observer_finds_networks_only(network: Network, programme: Programme) -> None:
    text = signed_in(programme, Role.OBSERVER).get("/eigen/zoeken/?q=zonnebloem").content.decode()
    assert "Netwerk zonnebloem" in text
    for unseen in ("School zonnebloem", "Collega", "Sessie zonnebloem"):
        assert unseen not in text


def test_notes_are_not_searched(network: Network, programme: Programme) -> None:
    text = signed_in(programme, Role.MANAGER).get("/eigen/zoeken/?q=geheimwoord").content.decode()
    assert "Niets gevonden" in text


def test_a_session_is_found_by_its_topic(network: Network, programme: Programme) -> None:
    text = signed_in(programme, Role.MANAGER).get("/eigen/zoeken/?q=zonnebloemzaat").content.decode()
    assert "Sessie zonnebloem a" in text


def test_the_dialog_gets_the_same_results_without_the_page_around_it(network: Network, programme: Programme) -> None:
    client = signed_in(programme, Role.MANAGER)
    part = client.get("/eigen/zoeken/?q=zonnebloem", headers={"HX-Request": "true"}).content.decode().strip()
    assert "<html" not in part
    assert part in client.get("/eigen/zoeken/?q=zonnebloem").content.decode()


def test_the_number_of_queries_does_not_grow_with_what_is_found(network: Network, programme: Programme) -> None:
    client = signed_in(programme, Role.MANAGER)
    client.get("/eigen/zoeken/?q=zonnebloem")
    with CaptureQueriesContext(connection) as few:
        client.get("/eigen/zoeken/?q=zonnebloem")
    with programme_context(programme.pk):
        by = platform_access(programme.pk)
        for number in range(3):
            made = make_network(programme, f"zonnebloem-{number}", f"zonnebloem-s{number}")
            make_session(by, school_of(programme, f"zonnebloem-s{number}"), network=made, title=f"Zonnebloem {number}")
            make_user(programme, f"Zonnebloem {number}", Role.ADVISER, made)
    with CaptureQueriesContext(connection) as many:
        client.get("/eigen/zoeken/?q=zonnebloem")
    assert len(many) == len(few)


@pytest.mark.parametrize("typed", ["", "z", "%", "_", "\0", "'", "z" * 5000, "<script>alert(1)</script>"])
def test_strange_words_find_nothing_and_break_nothing(network: Network, programme: Programme, typed: str) -> None:
    answer = signed_in(programme, Role.MANAGER).get("/eigen/zoeken/", {"q": typed})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
