"""The description of the API: valid, true, and readable for people; the short programs run."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.test import Client
from django.test.testcases import LiveServerThread
from jsonschema import Draft202012Validator

from schools.rest.door import Door
from tests.api.test_keys import DOORS
from tests.api.test_lists import NAMES, ROWS
from tests.api.test_put import body, put
from tests.api.world import World, ask, build
from warmescholen.api.explained import places, with_code
from warmescholen.api.schema import description
from warmescholen.tenancy.models import Programme

DOCS = Path(settings.BASE_DIR) / "docs" / "api"


def test_the_description_is_valid_and_without_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True)
    assert "openapi: 3.1" in capsys.readouterr().out


def test_it_is_open_to_all() -> None:
    answer = Client().get("/api/v1/schema/?format=json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json()["openapi"].startswith("3.1")
    assert Client().get("/api/v1/schema/").json() == answer.json()
    assert Client().get("/api/v1/schema/?format=xml").status_code == 400
    assert Client().post("/api/v1/schema/")["Content-Type"] == "application/problem+json"


def test_every_address_is_described() -> None:
    described = {re.sub(r"\{\w+\}", "<>", path) for path in description()["paths"]}
    assert described == {"/" + re.sub(r"<[^>]+>", "<>", pattern) for pattern, _view in DOORS}


@pytest.mark.parametrize(("pattern", "view"), DOORS)
def test_every_parameter_of_an_address_is_described(pattern: str, view: type[Door]) -> None:
    operation = description()["paths"]["/" + re.sub(r"<(?:[a-z]+:)?([a-z]+)>", r"{\1}", pattern)]["get"]
    told = {each["name"] for each in operation["parameters"] if each["in"] == "query"} - {"format"}
    assert told == set(view.parameters)


def fits(data: Any, operation: dict[str, Any], status: int = 200, media: str = "application/json") -> list[str]:
    """What in the data is not as described."""
    schema = {**operation["responses"][str(status)]["content"][media]["schema"], "components": description()["components"]}
    strict = {**schema, "components": {"schemas": {name: closed(each) for name, each in schema["components"]["schemas"].items()}}}
    return [f"{list(error.path)}: {error.message}" for error in Draft202012Validator(strict).iter_errors(data)]


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "additionalProperties": False} if schema.get("type") == "object" else schema


@pytest.mark.parametrize("path", [*ROWS, "distributions/"])
def test_answers_are_as_described(world: World, path: str) -> None:
    paths = description()["paths"]
    page = world.get("manager", path).json()
    assert fits(page, paths[f"/api/v1/{{programme}}/{path}"]["get"]) == []
    if path in ROWS:
        single = next(each for each in paths if each.startswith(f"/api/v1/{{programme}}/{path}{{"))
        for row in page["results"]:
            assert fits(world.get("manager", f"{path}{row[NAMES.get(path, 'id')]}/").json(), paths[single]["get"]) == []


def test_a_wrong_answer_would_be_noticed(world: World) -> None:
    page = world.get("manager", "schools/").json()
    operation = description()["paths"]["/api/v1/{programme}/schools/"]["get"]
    page["results"][0]["education"] = "hoger"
    page["results"][1]["more"] = 1
    del page["results"][2]["city"]
    assert len(fits(page, operation)) == 3


def test_errors_and_what_is_put_are_as_described(world: World) -> None:
    paths = description()["paths"]
    wrong = ask(world.address("schools/?x=1"), world.keys["manager"])
    assert fits(wrong.json(), paths["/api/v1/{programme}/schools/"]["get"], 400, "application/problem+json") == []  # type: ignore[attr-defined]
    operation = paths["/api/v1/{programme}/sessions/{uuid}/"]["put"]
    made = put(world, "adviser", "11111111-1111-4111-8111-111111111111", body())
    assert fits(made.json(), operation, 201) == []  # type: ignore[attr-defined]
    sent = {**operation["requestBody"]["content"]["application/json"]["schema"], "components": description()["components"]}
    assert not list(Draft202012Validator(sent).iter_errors(body()))
    assert list(Draft202012Validator(sent).iter_errors(body(minutes="lang")))


def test_the_page_for_people_names_every_column_and_needs_no_script(db: None) -> None:
    answer = Client().get("/api/docs/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not re.search(r'<script(?![^>]*src="/static/)', text)
    assert " style=" not in text
    for place in places():
        assert len(place.columns) > 3
        assert all(f"<code>{column.name}</code>" in text and column.kind for column in place.columns)
    for word in ("lerende netwerken", "scholen van", "This", "Alle deelnames"):
        assert (word in text) is (word == "Alle deelnames")


@pytest.mark.parametrize(
    ("text", "html"), [("a `b` c", "a <code>b</code> c"), ("<b>", "&lt;b&gt;"), ("`<`", "<code>&lt;</code>"), ("een `los", "een `los")]
)
def test_code_in_a_text_is_marked_and_nothing_else(text: str, html: str) -> None:
    assert with_code(text) == html


@pytest.mark.parametrize("name", ["start.py", "start.R", "start.pq"])
def test_the_short_programs_stand_on_the_page(db: None, name: str) -> None:
    from django.utils.html import escape

    assert escape((DOCS / name).read_text("utf-8")) in Client().get("/api/docs/").content.decode()


@pytest.mark.parametrize(
    ("name", "path", "columns"),
    [
        ("start.R", "observations/?source=agreed&format=csv", {"school", "round", "indicator_name", "level_name"}),
        ("start.pq", "distributions/?by=network&format=csv", {"round", "indicator", "level", "count", "total", "percent", "missing"}),
    ],
)
def test_the_addresses_and_columns_of_the_other_short_programs_exist(world: World, name: str, path: str, columns: set[str]) -> None:
    text = (DOCS / name).read_text("utf-8")
    assert path.partition("?")[0] in text
    assert all(column in text for column in columns)
    head = b"".join(world.get("manager", path)).decode().splitlines()[0]
    assert columns <= set(head.split(","))


@pytest.fixture(scope="module")
def served(committed: None) -> World:
    return build(Programme.objects.create(slug="bediend", name="Bediend"))


@pytest.fixture
def site(served: World) -> Iterator[str]:
    """A server in a thread, over what was really committed."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://localhost:{thread.port}"
    thread.terminate()


def test_the_program_in_python_runs(served: World, site: str) -> None:
    environment = {"WARMESCHOLEN_SITE": site, "WARMESCHOLEN_PROGRAMMA": "bediend", "WARMESCHOLEN_SLEUTEL": served.keys["coordinator"]}
    done = subprocess.run([sys.executable, str(DOCS / "start.py")], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["ronde 1  Indicator 1  opgestart: 2", "ronde 2  Indicator 1  opgestart: 1"]
