"""The pages on which figures are read, and their files: the same numbers, for each what they may see."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from indicators.models import Round
from networks import services as networks
from schools import services as schools
from tests.factories.guidance import START, make_network, school_of
from tests.factories.rating import make_round, say
from tests.indicators.conftest import Visitor, World
from warmescholen.accounts.access import platform_access
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context

READING = "/eigen/indicatoren/"


@pytest.fixture
def full(world: World) -> World:
    """Two closed rounds: seven schools in n-1, one in n-2; in the second round one moved on, and one was not rated."""
    with programme_context(world.programme.pk):
        by = platform_access(world.programme.pk)
        more = [schools.create_school(key=f"s-{number}", name=f"School s-{number}", education="basis", by=by) for number in range(5)]
        for school in more:
            schools.place_school(school=school, network=world.network, starts_on=START, by=by)
        in_first = [world.school, world.neighbour, *more]
        for place, school in enumerate([*in_first, world.stranger]):
            say(world.round, school, "agreed", 1 + place % 4, evidence="woorden van toen")
        Round.objects.update(state=Round.State.CLOSED)
        second = make_round(world.programme, name="meetronde 2")
        for place, school in [*enumerate(in_first[:-1]), (len(in_first), world.stranger)]:
            say(second, school, "agreed", 1 if place == 1 else 1 + place % 4)
        Round.objects.filter(pk=second.pk).update(state=Round.State.CLOSED)
    return world


def page(client: Client, address: str = READING) -> str:
    answer: HttpResponse = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def rows(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_each_indicator_shows_count_total_and_share_and_what_moved(full: World, visitor: Visitor) -> None:
    text = page(visitor(Role.MANAGER))
    assert "Hoe ver staan 7 scholen?" in text
    assert "3 van 7 scholen (43 %)" in text
    assert "1 zonder gegevens" in text
    assert "Sinds meetronde 1: 1 verder, 6 gelijk, 0 terug." in text
    assert "<b>1 van 7 scholen</b> staat verder op" in text
    assert "geen gegevens" in text  # the second indicator
    assert "gemiddeld" not in text.casefold()


def test_an_earlier_round_can_be_read(full: World, visitor: Visitor) -> None:
    text = page(visitor(Role.MANAGER), f"{READING}?ronde=1")
    assert "Hoe ver staan 8 scholen?" in text
    assert "Sinds" not in text


def test_a_network_stands_beside_the_programme(full: World, visitor: Visitor) -> None:
    text = page(visitor(Role.MANAGER), f"{READING}?groep=network:n-1")
    assert "Netwerk n-1: hoe ver staan 6 scholen?" in text
    assert "Programma: 3 gerealiseerd" in text


def test_a_page_before_any_round_is_closed_says_what_will_be_here(world: World, visitor: Visitor) -> None:
    assert "Nog geen cijfers" in page(visitor(Role.MANAGER))
    assert visitor(Role.MANAGER, name="nog iemand").get(f"{READING}1/").status_code == 404


@pytest.mark.parametrize("query", ["ronde=77", "groep=network:nergens", "bron=buurman", "groep=stad:x", "ronde=1&groep=city:x"])
def test_what_does_not_exist_is_not_found(full: World, visitor: Visitor, query: str) -> None:
    assert visitor(Role.MANAGER).get(f"{READING}?{query}").status_code == 404


def test_a_network_that_one_may_not_see_and_one_that_does_not_exist_are_the_same(full: World, visitor: Visitor) -> None:
    client = visitor(Role.COORDINATOR)
    unseen, absent = client.get(f"{READING}?groep=network:n-2"), client.get(f"{READING}?groep=network:nergens")
    assert unseen.status_code == absent.status_code == 404
    assert unseen.content == absent.content
    assert "Netwerk n-2" not in page(client)


def test_an_open_round_gives_no_figures(full: World, visitor: Visitor) -> None:
    with programme_context(full.programme.pk):
        third = make_round(full.programme, name="meetronde 3")
        say(third, full.school, "agreed", 4)
    client = visitor(Role.MANAGER)
    assert client.get(f"{READING}?ronde=3").status_code == 404
    assert "Meetronde 2" in page(client)


def test_from_an_indicator_to_the_schools_behind_it(full: World, visitor: Visitor) -> None:
    manager, coordinator = page(visitor(Role.MANAGER), f"{READING}1/"), page(visitor(Role.COORDINATOR), f"{READING}1/")
    assert "School vreemd" in manager
    assert "School eigen" in coordinator
    assert "School vreemd" not in coordinator
    observer = page(visitor(Role.OBSERVER), f"{READING}1/")
    assert "School eigen" not in observer
    assert visitor(Role.OBSERVER, name="kijker").get(f"{READING}scholen/").status_code == 403


def test_the_shift_is_a_matrix_of_schools_rated_in_both(full: World, visitor: Visitor) -> None:
    text = page(visitor(Role.MANAGER), f"{READING}1/")
    assert "1 verder, 6 gelijk, 0 terug" in text
    assert "Van de 7 scholen met een niveau in beide rondes" in text
    assert "Dat het ene door het andere komt, zegt dit niet." in text


def test_the_heat_map_shows_own_schools_only(full: World, visitor: Visitor) -> None:
    text = page(visitor(Role.FLYWHEEL), f"{READING}scholen/")
    assert "School eigen" in text
    assert "School buur" not in text
    assert "School vreemd" in page(visitor(Role.MANAGER), f"{READING}scholen/")


def test_a_small_network_is_kept_from_an_observer_on_page_and_in_file_alike(full: World, visitor: Visitor) -> None:
    """n-2 has one rated school: neither it, nor the programme beside n-1, may tell of it."""
    client = visitor(Role.OBSERVER)
    for address in (READING, f"{READING}?groep=network:n-2", f"{READING}?groep=network:n-1", f"{READING}1/", f"{READING}1/?per=network"):
        text = page(client, address)
        assert "1 van 1" not in text
        assert "6 scholen" not in text
    assert "Van minder dan vijf scholen tonen we geen niveaus" in page(client, f"{READING}?groep=network:n-2")
    told = rows(client, f"{READING}verdeling.csv?per=network")
    assert {(row["group"], row["total"]) for row in told if row["indicator"] == "1"} == {("(overige)", "7")}
    assert "opgestart" not in client.get(f"{READING}1/beeld.svg?groep=network:n-2").content.decode().partition("Programma")[0]


def test_what_moved_is_kept_from_an_observer_when_it_tells_of_who_was_rated_once(full: World, visitor: Visitor) -> None:
    client = visitor(Role.OBSERVER)
    assert "verder," not in page(client)
    assert "Te weinig scholen om te tonen wat bewoog" in page(client, f"{READING}1/")
    assert rows(client, f"{READING}verschuiving.csv") == []
    assert rows(visitor(Role.MANAGER), f"{READING}verschuiving.csv")


def test_files_hold_the_numbers_of_the_page(full: World, visitor: Visitor) -> None:
    client = visitor(Role.MANAGER)
    told = rows(client, f"{READING}verdeling.csv")
    assert [(row["level_name"], row["count"], row["total"], row["percent"], row["missing"]) for row in told if row["indicator"] == "1"] == [
        ("gerealiseerd", "3", "7", "43", "1"),
        ("in uitvoering", "1", "7", "14", "1"),
        ("opgestart", "1", "7", "14", "1"),
        ("nog niet", "2", "7", "29", "1"),
    ]
    nothing = next(row for row in told if row["indicator"] == "2")
    assert (nothing["level"], nothing["count"], nothing["percent"], nothing["missing"]) == ("", "", "", "8")
    sheet = load_workbook(io.BytesIO(client.get(f"{READING}verdeling.xlsx").content)).active
    assert sheet is not None
    assert [[str(cell) if cell is not None else "" for cell in line] for line in sheet.iter_rows(values_only=True, min_row=2)] == [
        list(row.values()) for row in told
    ]
    per_school = rows(client, f"{READING}niveaus-per-school.csv")
    assert sum(row["level"] == "1" for row in per_school) == 3
    assert {row["school"] for row in rows(visitor(Role.COORDINATOR), f"{READING}niveaus-per-school.csv")} == {
        "eigen",
        "buur",
        *(f"s-{n}" for n in range(5)),
    }


def test_a_picture_stands_on_its_own(full: World, visitor: Visitor) -> None:
    answer = visitor(Role.MANAGER).get(f"{READING}1/beeld.svg?groep=network:n-1")
    assert answer["Content-Type"] == "image/svg+xml"
    drawing = ET.fromstring(answer.content)
    title = drawing[0].text or ""
    assert "Netwerk n-1, 6 scholen met en 1 zonder inschaling" in title
    assert "Programma, 7 scholen" in title
    assert b"var(" not in answer.content


@pytest.mark.parametrize("address", [READING, f"{READING}?groep=network:n-1", f"{READING}1/", f"{READING}scholen/", f"{READING}omschrijvingen/"])
@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADVISER, Role.OBSERVER])
def test_the_number_of_queries_does_not_grow_with_the_schools(full: World, visitor: Visitor, address: str, role: Role) -> None:
    if role is Role.OBSERVER and "scholen" in address:
        return
    client = visitor(role)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    with programme_context(full.programme.pk):
        by = platform_access(full.programme.pk)
        city = networks.create_city(key="stad", name="Stad", is_warm_city=True, by=by)
        make_network(full.programme, "n-3", "derde")
        for number in range(8):
            school = schools.create_school(key=f"extra-{number}", name=f"Extra {number}", education="secundair", city=city, by=by)
            schools.place_school(school=school, network=full.network, starts_on=START, by=by)
        Round.objects.filter(number=2).update(state=Round.State.OPEN)
        for number in range(8):
            say(Round.objects.get(number=2), school_of(full.programme, f"extra-{number}"), "agreed", 2)
        Round.objects.filter(number=2).update(state=Round.State.CLOSED)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
