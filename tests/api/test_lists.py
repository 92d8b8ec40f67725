"""The shape of lists and single objects, whatever they hold."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from indicators import services as indicators
from networks import services as networks
from networks.models import Network
from reports import services as reports
from schools import services as schools
from schools.models import School
from schools.rest import listing
from sprints import services as sprints
from tests.api.world import DAY, START, World, ask
from tests.factories.flywheel import make_sprint
from tests.factories.rating import flywheel, make_round, say
from warmescholen.tenancy.context import programme_context

ROWS = (
    "networks/", "schools/", "sessions/", "attendance/", "indicators/", "rounds/", "observations/", "ratings/", "sprints/", "initiatives/",
    "forums/", "advice/", "reports/",
)  # fmt: skip
LISTS = (*ROWS, "distributions/?by=network", "distributions/")
NAMES = {"networks/": "key", "schools/": "key", "sessions/": "id", "indicators/": "number", "rounds/": "number"}


def asking(path: str, **more: str) -> str:
    """The address with more parameters."""
    return path + ("&" if "?" in path else "?") + "&".join(f"{name}={value}" for name, value in more.items())


def content(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_has_results_a_cursor_and_a_count(world: World, path: str) -> None:
    answer = world.get("manager", path)
    body = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert list(body)[:3] == ["results", "next_cursor", "count"]
    assert set(body) <= {"results", "next_cursor", "count", "notice"}
    assert body["count"] == len(body["results"]) > 1
    assert body["next_cursor"] is None
    assert "Authorization" in answer["Vary"]
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", LISTS)
def test_pages_together_are_the_whole_list(world: World, path: str) -> None:
    whole = world.rows("manager", path)
    found, cursor = [], ""
    while cursor is not None:
        body = world.get("manager", asking(path, page_size="1", cursor=cursor)).json()
        assert body["count"] == len(whole)
        found += body["results"]
        cursor = body["next_cursor"]
    assert found == whole


@pytest.mark.parametrize("path", LISTS)
def test_files_hold_the_same_rows_as_the_pages(world: World, path: str) -> None:
    whole = world.rows("manager", path)
    lines = content(world.get("manager", asking(path, format="ndjson"))).decode().splitlines()
    assert [json.loads(line) for line in lines] == whole
    table = list(csv.reader(StringIO(content(world.get("manager", asking(path, format="csv"))).decode())))
    assert table[0] == list(whole[0])
    assert len(table) == len(whole) + 1
    sheet = load_workbook(BytesIO(content(world.get("manager", asking(path, format="xlsx"))))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == list(whole[0])
    assert sheet.max_row == len(whole) + 1


def test_a_file_is_read_in_batches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = world.rows("manager", "schools/")
    monkeypatch.setattr(listing, "BATCH", 2)
    lines = content(world.get("manager", "schools/?format=ndjson")).decode().splitlines()
    assert [json.loads(line) for line in lines] == whole


def test_accept_chooses_the_format_too(world: World) -> None:
    answer = world.get("manager", "schools/", accept="text/csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="schools.csv"'
    assert b"".join(answer.streaming_content).startswith(b"key,name,")  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", '=HYPERLINK("http://x")'])
def test_a_name_never_becomes_a_formula(world: World, text: str) -> None:
    with programme_context(world.programme.pk):
        School.objects.filter(key="a").update(name=text)
    row = next(row for row in csv.DictReader(StringIO(content(world.get("manager", "schools/?format=csv")).decode())) if row["key"] == "a")
    assert row["name"] == f"'{text}"
    sheet = load_workbook(BytesIO(content(world.get("manager", "schools/?format=xlsx")))).active
    assert sheet is not None
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert world.rows("manager", "schools/")[0]["name"] == text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("onbekend=1", "onbekend"),
        ("page_size=0", "page_size"),
        ("page_size=5001", "page_size"),
        ("page_size=veel", "page_size"),
        ("cursor=!", "cursor"),
        ("cursor=LTE", "cursor"),
        ("cursor=MQ", "cursor"),
        ("cursor=OTk5OTk5OTk5OTk5OTk5OTk5OS4w", "cursor"),
        ("city=stad-1&city=stad-2", "city"),
        ("format=pdf", "format"),
        ("name__startswith=a", "name__startswith"),
    ],
)
def test_a_parameter_that_is_not_known_or_cannot_be_read_is_named(world: World, query: str, field: str) -> None:
    answer = world.get("manager", f"schools/?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("path", ["observations/?round=%s", "sprints/%s/", "initiatives/?sprint=%s", "rounds/%s/", "attendance/%s/"])
def test_a_number_that_no_row_can_have_finds_nothing(world: World, path: str) -> None:
    answer = world.get("manager", path % 10**30)
    assert answer.status_code == 404 or answer.json()["results"] == []


@pytest.mark.parametrize("text", ["%00", "a%00b", "%ED%A0%80", "%27%3B--", "%F0%9F%A6%8A"])
def test_a_strange_text_is_refused_or_finds_nothing(world: World, text: str) -> None:
    for path in (f"schools/?city={text}", f"sessions/?topic={text}", f"schools/?page_size={text}", f"schools/?cursor={text}", f"schools/{text}/"):
        assert world.get("manager", path).status_code in {400, 404}


def test_an_empty_parameter_was_not_asked_for(world: World) -> None:
    assert world.rows("manager", "schools/?city=&cursor=") == world.rows("manager", "schools/")


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("schools/?network=n-1", {"a", "b"}),
        ("schools/?network=nergens", set()),
        ("schools/?city=stad-2", {"c", "d"}),
        ("networks/?city=stad-2", {"n-2"}),
    ],
)
def test_filters_narrow(world: World, path: str, found: set[str]) -> None:
    assert {row["key"] for row in world.rows("manager", path)} == found


def test_an_object_is_sent_again_only_when_it_changed(world: World) -> None:
    first = world.get("manager", "schools/a/")
    again = ask(world.address("schools/a/"), world.keys["manager"], **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    with programme_context(world.programme.pk):
        School.objects.filter(key="a").update(name="Anders")
    changed = ask(world.address("schools/a/"), world.keys["manager"], **{"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("path", ROWS)
def test_an_object_is_its_row_in_the_list(world: World, path: str) -> None:
    for row in world.rows("manager", path):
        address = f"{path}{row[NAMES.get(path, 'id')]}/"
        assert world.get("manager", address).json() == row
    assert world.get("manager", f"{address}?x=1").status_code == 400


def test_unseen_and_absent_are_the_same_404(world: World) -> None:
    for role in ("coordinator", "adviser"):
        unseen, absent = world.get(role, "networks/n-2/"), world.get(role, "networks/n-77/")
        assert unseen.status_code == absent.status_code == 404
        assert unseen.content == absent.content


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/api/", "get", 404),
        ("/api/v1/nergens", "get", 404),
        ("/api/v1/eigen/nergens/", "post", 404),
        ("/api/v1/eigen/networks/", "post", 405),
        ("/api/v1/eigen/networks/n-1/", "delete", 405),
    ],
)
def test_every_error_is_a_problem_document(world: World, address: str, method: str, status: int) -> None:
    answer = getattr(Client(), method)(address, headers={"authorization": f"Bearer {world.keys['manager']}"})
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["title"]


def test_a_format_that_is_not_there_is_a_problem_document(world: World) -> None:
    answer = world.get("manager", "networks/", accept="image/png")
    assert answer.status_code == 406
    assert answer["Content-Type"] == "application/problem+json"


def test_a_fault_of_ours_is_a_problem_document(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "json_answer", lambda *_: 1 / 0)
    client = Client(raise_request_exception=False)
    answer = client.get(world.address("networks/"), headers={"authorization": f"Bearer {world.keys['manager']}"})
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert b"ZeroDivision" not in answer.content


def test_a_host_that_is_not_ours_is_a_problem_document(world: World) -> None:
    answer = ask(world.address("networks/"), world.keys["manager"], host="elders.example")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", LISTS)
def test_the_number_of_queries_does_not_grow_with_the_rows(world: World, path: str) -> None:
    world.get("manager", path)
    with CaptureQueriesContext(connection) as few:
        before = world.get("manager", asking(path, page_size="1")).json()
    with programme_context(world.programme.pk):
        more(world)
    with CaptureQueriesContext(connection) as many:
        after = world.get("manager", path).json()
    assert after["count"] >= before["count"] + (0 if path == "distributions/" else 3)
    assert len(after["results"]) == after["count"]
    assert len(many) == len(few)


def more(world: World) -> None:
    """Three more of everything."""
    for number in range(3):
        network = networks.create_network(
            key=f"nog-{number}", name="N", section="", cities=world.cities.values(), description="", story="", by=world.by
        )
        school = schools.create_school(key=f"nog-{number}", name="S", education="basis", by=world.by)
        schools.place_school(school=school, network=network, starts_on=START, by=world.by)
        new = schools.NewSession(kind="collectief", date=DAY, minutes=60, schools=(school, world.schools["a"]), network=network)
        schools.log_session(new=new, by=world.by)
        sprint = make_sprint(school, flywheel(world.programme, school))
        sprints.note_advice(forum=sprint.forum, who="ouder", kind="akkoord", text="Goed", by=flywheel(world.programme, school))
        round_ = make_round(world.programme, indicators=3 + number, name=f"nog {number}")
        for source in ("adviser", "school", "agreed"):
            say(round_, school, source, 2)
        indicators.close_round(round_=round_, by=world.by)
        reports.start_report(network=network, round_=round_, by=world.by)
    assert Network.objects.count() == 5
