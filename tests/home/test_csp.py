"""Reports of a broken policy are counted and logged, without a word of whose browser it was."""

from __future__ import annotations

import json
import logging

import pytest
from django.core.cache import cache
from django.test import Client

from warmescholen.home.csp import COUNTER, LONGEST, PER_MINUTE

REPORT = {
    "csp-report": {
        "document-uri": "https://site.example/gast/ws_gast_geheim/",
        "referrer": "https://site.example/vorige/",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://kwaad.example/pad?wie=ik",
        "script-sample": "alert('naam van iemand')",
    }
}


@pytest.fixture(autouse=True)
def fresh_counter() -> None:
    cache.delete(COUNTER)


def tell(body: object, caplog: pytest.LogCaptureFixture) -> list[str]:
    with caplog.at_level(logging.WARNING, "warmescholen.home.csp"):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = Client(enforce_csrf_checks=True).post("/csp/", content, content_type="application/csp-report")
    assert answer.status_code == 204
    assert answer.content == b""
    return [record.getMessage() for record in caplog.records]


def test_a_report_tells_directive_and_origin_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    assert tell(REPORT, caplog) == ["content policy broken: script-src-elem by kwaad.example"]


def test_an_inline_script_is_told_as_such(caplog: pytest.LogCaptureFixture) -> None:
    body = {"csp-report": {**REPORT["csp-report"], "blocked-uri": "inline"}}
    assert tell(body, caplog) == ["content policy broken: script-src-elem by inline"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"csp-report": 3}', b"\xff\xfe", b'{"csp-report": {"effective-directive": "x"}}'])
def test_what_is_no_report_is_told_as_such(body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    assert tell(body, caplog) == ["content policy broken: a report that cannot be read"]


def test_a_report_cannot_write_a_line_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    body = {"csp-report": {"effective-directive": "x\nERROR root y\u2028z\x1b[31m", "blocked-uri": "http://[kapot"}}
    (line,) = tell(body, caplog)
    assert line == "content policy broken: xerror root yz31m by an address that cannot be read"


def test_a_long_report_is_not_read(caplog: pytest.LogCaptureFixture) -> None:
    assert tell(b"x" * (LONGEST + 1), caplog) == []


def test_a_flood_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    for _number in range(PER_MINUTE + 5):
        lines = tell(REPORT, caplog)
    assert len(lines) == PER_MINUTE


def test_a_reader_gets_nothing() -> None:
    assert Client().get("/csp/").status_code == 405
