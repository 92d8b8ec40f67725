"""Nothing that anybody types makes the PDF's renderer fetch a thing: no file of the server, no address in its network."""

from __future__ import annotations

import ast
import dataclasses
import itertools
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from reports import services as report_services
from reports.dataset import Dataset
from reports.models import Report
from reports.renditions.html import render_html
from reports.renditions.pdf import RefusedAddressError, render_pdf, static_files_only
from tests.factories.dataset import sample_dataset
from tests.factories.printing import MOMENT, html_of, text_of
from tests.factories.texts import Column, all_columns, write_texts
from tests.proof.record import FULL, record
from tests.proof.vectors import SECRET, CanaryServer, addresses, canary_server, markup
from tests.test_architecture import ROOT, sources
from warmescholen.demo.build import voorbeeld
from warmescholen.demo.dates import DemoCalendar
from warmescholen.demo.management.commands.load_demo import HERE

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


@pytest.fixture(scope="module")
def canary_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("kanarie") / "kanarie.svg"
    file.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><text y="20">{SECRET}</text></svg>')
    return file


@pytest.fixture(scope="module")
def host(canary_file: Path) -> Iterator[str]:
    with canary_server(canary_file) as address:
        yield address


@pytest.fixture(autouse=True)
def nobody_came() -> None:
    CanaryServer.hits.clear()


def texts(host: str, file: Path) -> list[tuple[str, str]]:
    """Every way to ask for every address."""
    return [(f"{way}, {name}", text) for name, url in addresses(host, file).items() for way, text in markup(url).items()]


def leaks(pdf: bytes) -> bool:
    """Whether the canary sang: in the bytes, in any compressed part of them, or in the words."""
    parts = [pdf, *(_unpacked(part) for part in STREAM.findall(pdf))]
    needles = (SECRET.encode(), SECRET.encode("utf-16-be"))
    return any(needle in part for part in parts for needle in needles) or SECRET in text_of(pdf)


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def caught(pdf: bytes, what: str) -> list[str]:
    """What went wrong with a document, in words."""
    found = [f"{what}: somebody came for {path}" for path in CanaryServer.hits] + ([f"{what}: the canary sang"] if leaks(pdf) else [])
    CanaryServer.hits.clear()
    return found


def with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """The same dataset with every text changed; dates stay, since they are no texts."""
    if isinstance(value, str):
        return value if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else change(value)
    if isinstance(value, tuple):
        return tuple(with_texts(each, change) for each in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(value, **{each.name: with_texts(getattr(value, each.name), change) for each in dataclasses.fields(value)})
    return value


@pytest.mark.filterwarnings("ignore")
def test_the_canary_would_sing_without_the_guard(host: str, canary_file: Path) -> None:
    """The same documents with the renderer's own fetcher: file and server are really within its reach."""
    for url in (f"file://{canary_file}", f"http://{host}/kanarie.svg"):
        pdf = HTML(string=f'<img src="{url}"><link rel="attachment" href="{url}">').write_pdf()
        assert leaks(pdf), url
    assert CanaryServer.hits


def test_the_fetcher_refuses_every_address(host: str, canary_file: Path) -> None:
    fetcher = static_files_only()
    failures = []
    for name, url in addresses(host, canary_file).items():
        try:
            fetcher.fetch(url)
            failures.append(f"{name}: {url}")
        except (RefusedAddressError, FatalURLFetchingError):
            pass
    failures += CanaryServer.hits
    record("PDF fetch: addresses given to the fetcher", cases=len(addresses(host, canary_file)), failures=len(failures))
    assert failures == []


def test_a_document_fetches_nothing_even_if_it_were_not_escaped(host: str, canary_file: Path) -> None:
    """The second wall by itself: markup in the document as it stands."""
    every = texts(host, canary_file)
    chosen = every if FULL else every[::23]
    failures = []
    for name, text in chosen:
        pdf = render_pdf(f"<!doctype html><html lang=nl><title>x</title><p>voor</p>{text}", moment=MOMENT)
        failures += caught(pdf, name)
    record("PDF fetch: markup in a document", cases=len(chosen), failures=len(failures))
    assert failures == []


def test_no_text_of_a_report_fetches_anything(host: str, canary_file: Path) -> None:
    """Every text of a dataset, chapters and names and titles alike, with each way to ask for each address in turn."""
    every = texts(host, canary_file)
    failures: list[str] = []
    cases = 0
    for turn in range(len(every) // 200 + 1 if FULL else 1):
        counter = itertools.count(turn * 200)

        def change(_old: str, counter: Iterator[int] = counter) -> str:
            return every[next(counter) % len(every)][1]

        dataset: Dataset = with_texts(sample_dataset("gent-1", missing=("Iets is leeg.",)), change)
        cases += next(counter) - turn * 200
        for is_concept in (False, True):
            failures += caught(render_pdf(html_of(dataset, is_concept=is_concept), moment=MOMENT), f"turn {turn}")
    record("PDF fetch: texts of a dataset", cases=cases, failures=len(failures))
    assert failures == []


def test_nothing_that_is_stored_fetches_anything(db: None, host: str, canary_file: Path) -> None:
    """The whole way: every text column of every table, the facts, the templates, the renderer."""
    every = texts(host, canary_file)
    programme = voorbeeld.build(HERE / "texts", DemoCalendar(timezone.localdate())).programme  # and inside its context from here on
    places = {column: place for place, column in enumerate(all_columns())}
    failures: list[str] = []
    cases = 0
    for turn in range(12 if FULL else 1):

        def choose(column: Column, index: int, turn: int = turn) -> str:
            return every[(places.get(column, 0) * 7 + index + turn * 101) % len(every)][1]

        written = write_texts(programme, choose)
        cases += written.taken
        reports = Report.objects.select_related("network", "programme", "round").order_by("pk")
        for report in reports if FULL else reports[:1]:
            face = report_services.face_of(report)
            html = render_html(face.dataset, version=face.number, frozen_on=face.frozen_on, is_concept=face.is_concept)
            failures += caught(render_pdf(html, moment=MOMENT), f"turn {turn}, {report}")
    record("PDF fetch: stored texts", cases=cases, failures=len(failures))
    assert failures == []


def test_every_document_goes_through_the_guarded_renderer() -> None:
    """WeasyPrint is named in one module only, so a new document cannot forget the fetcher."""
    for path in sources():
        names = {alias.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)}
        if any(name.partition(".")[0] == "weasyprint" for name in names):
            assert path == ROOT / "reports" / "renditions" / "pdf.py"
