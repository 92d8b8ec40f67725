from __future__ import annotations

import dataclasses
import os
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from django.contrib.staticfiles import finders
from django.utils import translation
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from reports.renditions.pdf import MissingStaticFileError, RefusedAddressError, render_pdf, static_file
from tests.factories.dataset import CHAPTERS, read, sample_dataset
from tests.factories.printing import GAPS, MOMENT, html_of, pdf_of, text_of, under_indicator, words_of

KEYS = [row["key"] for row in read("networks")]


def reader(key: str, *, is_concept: bool = False) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(pdf_of(key, is_concept=is_concept)))


def structure(pdf: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Every element of the tag tree, in reading order."""
    todo: list[Any] = [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while todo:
        element = todo.pop()
        element = element.get_object() if isinstance(element, IndirectObject) else element
        if isinstance(element, ArrayObject):
            todo.extend(reversed(element))
        elif isinstance(element, DictionaryObject) and element.get("/Type") != "/OBJR":
            yield element
            todo.append(element.get("/K", ArrayObject()))


@pytest.mark.parametrize("key", [*KEYS, "programme"])
def test_every_line_stands_in_the_table_with_its_counts_and_the_individual_one_last(key: str) -> None:
    text = text_of(pdf_of(key))

    for table in sample_dataset(key).tables:
        for line in table.lines:
            collective = "geen" if line.collective is None else line.collective
            row = rf"^ *{re.escape(line.label)}(?: ?[a-z])? +{collective} +{line.individual}$"
            assert re.search(row, text, re.MULTILINE), line.label


@pytest.mark.parametrize("key", KEYS)
def test_every_table_has_its_total(key: str) -> None:
    (table,) = sample_dataset(key).tables
    total = rf"^ *Totaal +{table.collective} +{table.individual}$"

    assert re.search(total, text_of(pdf_of(key)), re.MULTILINE)
    assert re.search(total, text_of(pdf_of("programme")), re.MULTILINE)


def test_the_programme_has_a_last_total_that_counts_each_session_once() -> None:
    text = text_of(pdf_of("programme"))

    totals = re.findall(r"^ *Totaal +(\w+) +(\d+)$", text, re.MULTILINE)
    assert len(totals) == 11
    assert totals[-1] == ("52", "453")
    assert re.search(r"Totaal programma\n", text)


@pytest.mark.parametrize("row", read("indicators"), ids=lambda row: row["short_name"])
def test_the_published_shares_stand_under_their_own_indicator(row: dict[str, str]) -> None:
    words = under_indicator(text_of(pdf_of("programme")), int(row["number"]), row["short_name"])

    shares = re.findall(r"\d+ van \d+ scholen \(\d+ %\)", words)
    published = [f"{row[f'count_{level}']} van 53 scholen ({row[f'percent_{level}']} %)" for level in "1234" if row["count_1"]]
    assert shares == published
    assert ("geen gegevens" in words) is not bool(published)


def test_a_network_stands_beside_the_programme() -> None:
    words = under_indicator(text_of(pdf_of("gent-1")), 1, "Gedragen visie")

    own = next(share for share in sample_dataset("gent-1").indicators[0].own.shares if share.level == 1)  # type: ignore[union-attr]
    assert f"gerealiseerd {own.count} van 5 scholen ({own.percent} %) 38 van 53 scholen (72 %)" in words
    assert "Niveau Lerend netwerk Gent 1 Programma" in words
    assert "Aandachtspunten" in words


def test_without_data_no_share_is_printed() -> None:
    words = under_indicator(text_of(pdf_of("gent-1")), 7, "Welbevinden in de klas")

    assert "geen gegevens geen gegevens" in words
    assert "%" not in words


def test_schools_without_a_level_have_a_row_of_their_own() -> None:
    dataset = sample_dataset("gent-1")
    own = dataset.indicators[0].own
    assert own
    first = dataclasses.replace(dataset.indicators[0], own=dataclasses.replace(own, missing=2))
    html = html_of(dataclasses.replace(dataset, indicators=(first,)))

    assert re.search(r"geen inschaling</th>\s*<td>2 scholen</td>\s*<td>geen</td>", html)


def test_footnotes_stand_at_labels_and_under_their_table() -> None:
    html = html_of(sample_dataset("programme"))

    assert len(re.findall(r"Heilig Graf \(groep \d\)<sup>a</sup></th>", html)) == 2
    assert "Lerend netwerk Brugge 1<sup>b</sup></caption>" in html
    assert not re.search(r"<td[^>]*>[^<]*<sup>", html)
    under = text_of(pdf_of("turnhout-heilig-graf"))
    assert under.index("Deze lijn is een groep") > under.index("Heilig Graf (groep 2)")


def test_the_contents_name_the_page_that_each_chapter_and_indicator_is_on() -> None:
    pages = text_of(pdf_of("gent-1")).split("\f")
    names = [*CHAPTERS.values(), *(f"Indicator {row['number']}: {row['short_name']}" for row in read("indicators"))]

    for name in [*names, "3 Impact"]:
        entry = re.search(rf"^ *{re.escape(name)} +(\d+)$", pages[1], re.MULTILINE)
        assert entry, name
        assert re.search(rf"^ *{re.escape(name)}$", pages[int(entry[1]) - 1], re.MULTILINE), name


def test_chapters_stand_in_order() -> None:
    body = "\f".join(text_of(pdf_of("gent-1")).split("\f")[2:])

    places = [re.search(rf"^ *{re.escape(title)}$", body, re.MULTILINE) for title in CHAPTERS.values()]
    assert all(places)
    assert [place.start() for place in places if place] == sorted(place.start() for place in places if place)


def test_each_page_after_the_cover_names_the_network_its_number_and_the_chapter() -> None:
    pages = text_of(pdf_of("gent-1")).rstrip("\f").split("\f")

    for number, page in enumerate(pages[1:], 2):
        assert f"{number} / {len(pages)}" in page
        assert page.lstrip().startswith("Lerend netwerk Gent 1 ")
    assert "/" not in pages[0]


@pytest.mark.parametrize("key", ["gent-1", "programme"])
def test_a_concept_says_so_on_every_page_and_a_frozen_report_on_none(key: str) -> None:
    concept = text_of(pdf_of(key, is_concept=True)).rstrip("\f").split("\f")

    assert all("Concept: nog niet af" in page for page in concept)
    assert "Concept" not in text_of(pdf_of(key))


def test_a_concept_lists_what_is_missing_after_the_contents() -> None:
    page = words_of(text_of(pdf_of("gent-1", is_concept=True)).split("\f")[2])

    assert "Wat nog ontbreekt" in page
    assert all(gap in page for gap in GAPS)
    assert "Wat nog ontbreekt" not in text_of(pdf_of("gent-1"))


def test_demo_data_is_marked_on_every_page_and_real_data_on_none() -> None:
    assert all("Demogegevens" in page for page in text_of(pdf_of("gent-1")).rstrip("\f").split("\f"))
    assert "demogegevens" not in html_of(sample_dataset("gent-1", is_demo=False)).casefold()


def test_what_is_not_written_or_not_finished_is_marked() -> None:
    dataset = sample_dataset("gent-1")
    texts = list(dataset.texts)
    texts[0] = dataclasses.replace(texts[0], body="", is_finished=False)
    texts[1] = dataclasses.replace(texts[1], is_finished=False)
    html = html_of(dataclasses.replace(dataset, texts=tuple(texts)))

    assert html.count("Dit hoofdstuk is nog niet geschreven.") == 1
    assert html.count("Dit hoofdstuk is nog in opmaak.") == 1
    assert "nog niet geschreven" not in html_of(dataset)


def test_a_report_without_its_ten_texts_is_refused() -> None:
    dataset = sample_dataset("gent-1")

    with pytest.raises(ValueError, match="zip"):
        html_of(dataclasses.replace(dataset, texts=dataset.texts[:9]))


def test_the_language_of_the_reader_changes_nothing() -> None:
    with translation.override("en"):
        english = html_of(sample_dataset("gent-1"))

    assert english == html_of(sample_dataset("gent-1"))
    assert "30 juni 2026" in english


def test_it_is_a_tagged_pdf_ua_in_dutch_with_a_title() -> None:
    pdf = reader("gent-1")
    catalog = pdf.trailer["/Root"]

    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "nl-BE"
    assert pdf.metadata
    assert pdf.metadata.title == "Rapportage Lerend netwerk Gent 1"
    assert b'pdfuaid:part="1"' in catalog["/Metadata"].get_data()


def test_every_font_is_embedded_and_is_one_of_the_projects_two() -> None:
    fonts = [font.get_object() for page in reader("gent-1").pages for font in page["/Resources"].get("/Font", {}).values()]
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]

    assert descriptors
    assert all("/FontFile2" in descriptor or "/FontFile3" in descriptor for descriptor in descriptors)
    assert {re.sub(r"^/[A-Z]{6}\+(Source-Sans-3|Fraunces).*", r"\1", descriptor["/FontName"]) for descriptor in descriptors} == {
        "Source-Sans-3",
        "Fraunces",
    }


def test_headings_do_not_skip_a_level() -> None:
    levels = [int(element["/S"][2:]) for element in structure(reader("gent-1")) if re.fullmatch(r"/H\d", str(element.get("/S")))]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_figure_has_its_figures_in_words_and_nothing_decorative_is_one() -> None:
    figures = [element for element in structure(reader("gent-1")) if element.get("/S") == "/Figure"]

    assert len(figures) == 10
    assert figures[0]["/Alt"].startswith("Legende")
    own = sample_dataset("gent-1").indicators[0].own
    assert own
    assert f"Lerend netwerk Gent 1, 5 scholen: gerealiseerd {own.shares[0].count}" in figures[1]["/Alt"]


def test_every_table_has_headers_with_a_scope() -> None:
    html = html_of(sample_dataset("programme"))

    assert html.count("<table") == html.count("<thead")
    assert not re.search(r"<th(?![^>]*scope=)[\s>]", html)


def test_words_are_broken_as_in_dutch_but_never_in_a_table() -> None:
    dataset = sample_dataset("gent-1")
    long = dataclasses.replace(
        dataset.texts[0], body="Begeleidingsdiensten verantwoordelijkheden onderwijsvernieuwingen samenwerkingsverbanden. " * 12
    )
    text = text_of(render_pdf(html_of(dataclasses.replace(dataset, texts=(long, *dataset.texts[1:]))), moment=MOMENT))

    assert re.search(r"\w-$", text, re.MULTILINE)
    assert "Bakkerij-, Slagerij- en Hotelschool Ter Groene Poorte" in text_of(pdf_of("programme"))


def test_the_same_report_and_moment_give_the_same_bytes() -> None:
    html = html_of(sample_dataset("gent-1"))
    before = os.environ.get("SOURCE_DATE_EPOCH")

    first = render_pdf(html, moment=MOMENT)

    assert render_pdf(html, moment=MOMENT) == first
    assert render_pdf(html, moment=MOMENT + timedelta(days=1)) != first
    assert os.environ.get("SOURCE_DATE_EPOCH") == before


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/x.svg",
        "https://static.invalid@127.0.0.1/reports/report.css",
        "http://static.invalid/reports/report.css",
        "https://static.invalid/reports/../../manage.py",
        "https://static.invalid/reports/%2e%2e/secret.css",
        "https://static.invalid:443/reports/report.css",
        "data:text/css,*{}",
        "ftp://static.invalid/reports/report.css",
        "//static.invalid/reports/report.css",
    ],
)
def test_another_address_than_a_static_file_of_reports_is_refused(address: str) -> None:
    with pytest.raises(RefusedAddressError):
        static_file(address)


def test_a_static_file_of_reports_is_found() -> None:
    assert static_file("https://static.invalid/reports/report.css").name == "report.css"
    assert static_file("https://static.invalid/fonts/fraunces.woff2").is_file()


@contextmanager
def canary() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine that notes who knocks."""
    knocks: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    server.accept()[0].close()
                    knocks.append("knock")
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield server.getsockname()[1], knocks
        finally:
            stop.set()
            thread.join()


def test_rendering_opens_no_connection_and_reads_no_other_file(tmp_path: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("kanarie in de mijn")
    with canary() as (port, knocks):
        here = f"http://127.0.0.1:{port}"
        html = (
            f'<html lang="nl-BE"><title>x</title><link rel="stylesheet" href="{here}/a.css"><link rel="attachment" href="file://{secret}">'
            f'<style>@import "{here}/b.css"; body {{ background: url({here}/c.png) }}</style>'
            f"<style>@font-face {{ font-family: x; src: url({here}/d.woff2) }}</style>"
            f'<img alt="x" src="{here}/e.png"><img alt="y" src="file://{secret}"><object data="file://{secret}"></object>'
            f'<svg><image href="{here}/f.svg"/><use href="{here}/g.svg#a"/></svg><p>tekst</p></html>'
        )
        pdf = render_pdf(html, moment=MOMENT)

    assert knocks == []
    assert "tekst" in text_of(pdf)
    assert b"kanarie" not in pdf
    assert not pypdf.PdfReader(BytesIO(pdf)).attachments


def test_a_missing_static_file_fails_the_job_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    html = html_of(sample_dataset("gent-1"))
    monkeypatch.setattr(finders, "find", lambda _path: None)

    with pytest.raises(MissingStaticFileError, match=r"reports/report\.css"):
        render_pdf(html, moment=MOMENT)


HOSTILE = "</p><script>alert('x')</script><img src=file:///etc/passwd onerror=x> & \"quote\" {{ x }} {% now 'Y' %} ]]> \x00\x0b\ufffe"


def test_hostile_words_are_printed_and_never_obeyed() -> None:
    dataset = _with_hostile_words()
    html = html_of(dataset)

    assert "<script" not in html
    assert "<img" not in html
    assert "{{ x }}" in html
    text = words_of(text_of(render_pdf(html, moment=MOMENT)))
    assert text.count("<script>alert('x')</script>") > 10
    assert "root:" not in text


def _with_hostile_words() -> Any:
    def spoilt(value: Any, name: str = "") -> Any:
        if isinstance(value, str):
            return value if name in {"key", "starts_on", "forum_on", "round_closed_on"} else HOSTILE
        if isinstance(value, tuple):
            return tuple(spoilt(item) for item in value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return dataclasses.replace(value, **{field.name: spoilt(getattr(value, field.name), field.name) for field in dataclasses.fields(value)})
        return value

    return spoilt(sample_dataset("gent-1", missing=GAPS))


def test_the_html_is_well_formed_where_it_draws() -> None:
    drawings = re.findall(r"<svg.*?</svg>", html_of(_with_hostile_words()).replace("\x00", "").replace("\x0b", "").replace("\ufffe", ""), re.DOTALL)

    assert len(drawings) == 10
    assert all(ElementTree.fromstring(drawing) is not None for drawing in drawings)


def test_nothing_is_printed_twice_where_a_page_ends() -> None:
    dataset = sample_dataset("gent-1")
    lesson = dataset.lessons[0]
    long = " Zo ging het, week na week, tot iemand het anders vroeg." * 6
    lessons = tuple(dataclasses.replace(lesson, title=f"Les{n}", happened=f"Links{n}.{long}", next_edition=f"Rechts{n}.{long}") for n in range(12))
    cities = tuple(dataclasses.replace(dataset.cities[0], title=f"Stad{n}", body=f"Verhaal{n}.{long}") for n in range(12))
    text = text_of(render_pdf(html_of(dataclasses.replace(dataset, lessons=lessons, cities=cities)), moment=MOMENT))

    for mark in ("Les", "Links", "Rechts", "Stad", "Verhaal"):
        assert [len(re.findall(rf"\b{mark}{n}\b", text)) for n in range(12)] == [1] * 12, mark
