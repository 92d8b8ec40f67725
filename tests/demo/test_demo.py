"""The main job end to end: published figures in, PDFs out, compared with the CSV files themselves."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from indicators import services as indicator_services
from indicators.models import Rating, Round
from networks.models import Network
from reports import services as report_services
from reports.facts import build_dataset
from reports.models import Rendition, Report
from schools.enums import SessionKind, SessionState
from schools.models import School, Session
from schools.school_year import is_school_day, school_year_of
from sprints.models import Sprint
from tests.processes import running_worker
from warmescholen.accounts.access import platform_access
from warmescholen.audit.tracking import histories, history_of
from warmescholen.demo.management.commands import load_demo
from warmescholen.tenancy.checks import walled_models
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

DATA = Path(load_demo.HERE) / "data"
FROZEN = ["gent-1", "brugge-1", "turnhout-mix", "turnhout-heilig-graf", "zwevegem", "kortrijk-brugge", "gevorderden", "programme"]
CONCEPTS = ["gent-2", "leuven-genk"]


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


NETWORKS = {row["key"]: row for row in rows("networks.csv")}
LINES = rows("rows.csv")
INDICATORS = rows("indicators.csv")


@pytest.fixture(scope="module")
def demo(committed: None) -> Programme:
    """Both demo programmes, loaded by the command."""
    call_command("load_demo", verbosity=0)
    return Programme.objects.get(slug="warme-scholen")


@pytest.fixture(scope="module")
def pdfs(demo: Programme, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The PDF of each report, made by a real worker."""
    folder = tmp_path_factory.mktemp("reports")
    with running_worker(), running_worker():
        call_command("demo_reports", output=folder)
    return folder


@pytest.fixture(scope="module")
def texts(pdfs: Path) -> dict[str, str]:
    """The text of each PDF as pdftotext reads it, lines as they stand."""
    found = {}
    for path in sorted(pdfs.glob("*.pdf")):
        done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
        found[path.stem] = done.stdout.decode()
    return found


@pytest.fixture
def inside_demo(demo: Programme) -> Iterator[Programme]:
    with programme_context(demo.pk):
        yield demo


def squeezed(text: str) -> str:
    """One blank between words, whatever the layout made of it."""
    return re.sub(r"\s+", " ", text)


def has_line(text: str, label: str, *figures: str) -> bool:
    """Whether a table row starts with this label (broken over lines or not, with a footnote mark or not) and ends with these figures."""
    words = (
        r"[^\n]*?\n?\s*".join(re.escape(word) for word in label.split())
        if len(label) > 40
        else r"\s+".join(re.escape(word) for word in label.split())
    )
    ends = r"\s+".join(re.escape(figure) for figure in figures)
    return re.search(rf"^\s*{words}[\s¹²³⁴⁵⁶⁷⁸⁹0-9a-z]*?\s+{ends}\s*$", text, re.MULTILINE) is not None


def under_indicator(text: str, row: dict[str, str]) -> str:
    """What stands between the heading of an indicator and the next heading."""
    body = text[text.rindex(f"Indicator {row['number']}: {row['short_name']}") :]
    end = re.search(r"\n\s*(Indicator \d: |3\.2 )", body)
    return squeezed(body[: end.start()] if end else body)


def test_every_report_is_there(pdfs: Path) -> None:
    assert {path.stem for path in pdfs.glob("*.pdf")} == {*NETWORKS, "programme"}


@pytest.mark.parametrize("key", NETWORKS)
def test_each_line_of_a_network_stands_in_its_pdf_with_its_counts(texts: dict[str, str], key: str) -> None:
    for line in (line for line in LINES if line["network"] == key):
        collective = line["collective_sessions"] or NETWORKS[key]["collective_sessions"]
        for name in (key, "programme"):
            assert has_line(texts[name], line["label"], collective, line["individual_sessions"]), (name, line["label"])


@pytest.mark.parametrize("key", NETWORKS)
def test_the_total_of_a_network_stands_in_its_pdf(texts: dict[str, str], key: str) -> None:
    individual = sum(int(line["individual_sessions"]) for line in LINES if line["network"] == key)
    collective = NETWORKS[key]["collective_sessions"]
    for name in (key, "programme"):
        assert re.search(rf"^\s*Totaal\s+{collective}\s+{individual}\s*$", texts[name], re.MULTILINE), name


def test_the_programme_counts_every_session_once(texts: dict[str, str]) -> None:
    collective = sum(int(row["collective_sessions"]) for row in NETWORKS.values())
    individual = sum(int(line["individual_sessions"]) for line in LINES)
    assert (collective, individual) == (52, 453)
    assert re.search(rf"^\s*Totaal[^\n]*\s{collective}\s+{individual}\s*$", texts["programme"], re.MULTILINE)
    assert has_line(texts["programme"], "Bakkerij-, Slagerij- en Hotelschool Ter Groene Poorte", "geen", "8")


@pytest.mark.parametrize("row", INDICATORS, ids=lambda row: row["number"])
def test_the_published_shares_stand_under_their_own_indicator(texts: dict[str, str], row: dict[str, str]) -> None:
    for name, text in texts.items():
        own = under_indicator(text, row)
        if not row["count_1"]:
            assert "geen gegevens" in own, name
            assert "0 %" not in own, name
        for level in "1234":
            if row["count_1"]:
                assert f"{row[f'count_{level}']} van 53 scholen ({row[f'percent_{level}']} %)" in own, (name, level)


@pytest.mark.parametrize("key", CONCEPTS)
def test_a_concept_says_so_on_each_page(texts: dict[str, str], key: str) -> None:
    pages = texts[key].rstrip("\f").split("\f")
    assert len(pages) > 15
    assert all("concept" in page.casefold() for page in pages)


@pytest.mark.parametrize("key", FROZEN)
def test_a_frozen_report_is_no_concept(texts: dict[str, str], key: str) -> None:
    assert "Concept" not in texts[key].replace("Conceptnota", "")


def test_no_sentence_about_a_network_stands_in_another_networks_report(inside_demo: Programme) -> None:
    """Chapters 3.1 and 4-5; what is common stands in 3.2 to 3.4."""
    owner: dict[str, str] = {}
    for report in Report.objects.filter(network__isnull=False).select_related("network", "programme", "round"):
        data = build_dataset(report)
        own = [text.body for text in data.texts if text.key in {"3.1", "4", "5"}]
        own += [text.body for text in data.portraits]
        own += [text for indicator in data.indicators for text in (indicator.text, *indicator.points)]
        own += [text for lesson in data.lessons for text in (lesson.happened, lesson.next_edition)]
        for sentence in (each.strip() for text in own for each in re.split(r"(?<=[.!?])\s+", text)):
            if len(sentence.split()) > 3:
                assert owner.setdefault(sentence, data.key) == data.key, sentence


def test_sessions_lie_in_the_past_on_school_days_of_three_school_years(inside_demo: Programme) -> None:
    held = Session.objects.filter(state=SessionState.HELD, kind__in=[SessionKind.COLLECTIVE, SessionKind.INDIVIDUAL])
    days = list(held.values_list("date", flat=True))
    today = load_demo.timezone.localdate()
    assert all(day < today and is_school_day(day) for day in days)
    this_year = school_year_of(today)
    assert {school_year_of(day) for day in days} == {this_year - 2, this_year - 1, this_year}


def test_planned_sessions_count_nowhere(inside_demo: Programme) -> None:
    assert Session.objects.filter(state=SessionState.PLANNED).exists()
    report = Report.objects.select_related("network", "programme", "round").get(network__isnull=True)
    data = build_dataset(report)
    assert (data.collective, data.individual) == (52, 453)


def test_three_rounds_are_closed_and_one_is_open_and_partly_rated(inside_demo: Programme) -> None:
    assert list(Round.objects.values_list("state", flat=True)) == ["closed", "closed", "closed", "open"]
    last = Round.objects.get(number=4)
    assert 0 < Rating.objects.in_round(last).values("school").distinct().count() < 53


def test_each_school_has_a_running_sprint_and_closed_ones_with_every_advice_answered(inside_demo: Programme) -> None:
    for sprint in Sprint.objects.filter(state="closed"):
        assert sprint.frozen
        assert not sprint.forum.advice.filter(answer__isnull=True).exists()
    assert Sprint.objects.filter(state="running").values("school").distinct().count() == 53


def test_all_that_the_demo_made_says_so_in_its_history(inside_demo: Programme) -> None:
    for model in (School, Session, Rating):
        assert set(history_of(model).objects.values_list("pgh_context__label", flat=True)) == {"demo"}


def test_the_second_programme_has_data_of_its_own_in_every_table(demo: Programme) -> None:
    """But for what comes with use: who saw what, jobs and renditions, sessions that a program sent, and what is asked to be forgotten."""
    other = Programme.objects.get(slug="voorbeeld")
    with programme_context(other.pk):
        empty = {model._meta.model_name for model in set(walled_models()) - set(histories()) if not model._default_manager.exists()}
    assert empty == {"accessentry", "erasurerequest", "job", "rendition", "retentionrun", "sessionbody"}


@pytest.mark.parametrize("by", ["manager", "observer"])
def test_the_api_gives_the_published_counts_of_the_latest_closed_round(demo: Programme, by: str) -> None:
    key = io.StringIO()
    email = {"manager": "beheer@warmescholen.example", "observer": "waarnemer@warmescholen.example"}[by]
    call_command("create_api_key", programme="warme-scholen", name="Proef", by=email, stdout=key, stderr=io.StringIO())
    rows = Client().get("/api/v1/warme-scholen/distributions/", headers={"authorization": f"Bearer {key.getvalue().strip()}"}).json()["results"]
    for published in INDICATORS:
        own = [row for row in rows if row["indicator"] == int(published["number"])]
        if published["count_1"]:
            assert [row["count"] for row in own] == [int(published[f"count_{level}"]) for level in "1234"]
            assert [row["percent"] for row in own] == [int(published[f"percent_{level}"]) for level in "1234"]
            assert {(row["total"], row["missing"]) for row in own} == {(53, 0)}
        else:
            assert [(row["level"], row["count"], row["percent"], row["total"], row["missing"]) for row in own] == [(None, None, None, 0, 53)]


def test_loading_again_changes_nothing(demo: Programme) -> None:
    with programme_context(demo.pk):
        before = Session.objects.count()
        Network.objects.filter(key="gent-1").update(description="Door iemand gewijzigd.")
    call_command("load_demo", verbosity=0)
    with programme_context(demo.pk):
        assert Session.objects.count() == before
        assert Network.objects.get(key="gent-1").description == "Door iemand gewijzigd."


def test_a_second_run_makes_no_report_again(demo: Programme, pdfs: Path, tmp_path: Path) -> None:
    """No worker runs here, so a report that is asked for again would wait for ever."""
    call_command("demo_reports", output=tmp_path)
    assert {path.name: path.read_bytes() for path in pdfs.iterdir()} == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def test_one_changed_rating_in_a_reopened_round_changes_the_next_pdf(demo: Programme, pdfs: Path, tmp_path: Path) -> None:
    by = platform_access(demo.pk)
    with programme_context(demo.pk):
        rating = Rating.objects.agreed().filter(round__number=3, school__key="atheneum-voskenslaan", indicator__number=1).get()
        assert rating.level == 1
        indicator_services.reopen_round(round_=rating.round, reason="Een tikfout.", by=by)
        indicator_services.rate(
            round_=rating.round,
            indicator=rating.indicator,
            school=rating.school,
            source="agreed",
            level=4,
            rated_on=rating.rated_on,
            by=by,
            version=rating.version,
        )
        indicator_services.close_round(round_=rating.round, by=by)
        editions = Report.objects.get(network__key="gent-1").editions.count()
    path = tmp_path / "gent-1.pdf"
    call_command("report", "gent-1", programme="warme-scholen", output=path)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()
    own = under_indicator(text, INDICATORS[0])
    assert "37 van 53 scholen (70 %)" in own
    assert "38 van 53 scholen (72 %)" not in own
    assert "concept" in text.casefold()
    with programme_context(demo.pk):
        report = Report.objects.get(network__key="gent-1")
        assert report.editions.count() == editions
        assert report_services.face_of(Report.objects.select_related("network", "programme", "round").get(pk=report.pk)).number == 2
        assert Rendition.objects.filter(report=report).count() == 2


def test_the_suite_runs_as_a_role_that_owns_nothing(committed: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
