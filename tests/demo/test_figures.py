"""Bad figures: every fault is named with file, row and column, all at once, and nothing is loaded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from warmescholen.demo.figures import BadFigures, read_figures
from warmescholen.demo.management.commands.load_demo import HERE
from warmescholen.tenancy.models import Programme


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE / "data", tmp_path / "data"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def faults(folder: Path) -> list[str]:
    with pytest.raises(BadFigures) as caught:
        read_figures(folder)
    return caught.value.problems


def test_the_published_figures_are_good() -> None:
    figures = read_figures(HERE / "data")
    assert (len(figures.networks), len(figures.lines), len(figures.schools)) == (9, 49, 53)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("rows.csv", "individual_sessions", "sessies", "rows.csv:1:individual_sessions the column is missing"),
        ("rows.csv", "told,,23", "told,,-23", "rows.csv:2:individual_sessions '-23' is negative; a count is 0 or more"),
        ("rows.csv", "told,,37", "told,,4 sessies", "rows.csv:3:individual_sessions '4 sessies' is not a number: write digits only"),
        ("rows.csv", "told,,10", "told,,", "rows.csv:4:individual_sessions is empty; a number is needed"),
        ("rows.csv", "benedictuspoort,", "go-lyceum-gent,", "rows.csv:4:key 'go-lyceum-gent' stands twice, first in row 3"),
        ("networks.csv", "gent,5", "gent,²", "networks.csv:2:collective_sessions '²' is not a number: write digits only"),
    ],
)
def test_a_fault_is_named_with_file_row_and_column(folder: Path, file: str, old: str, new: str, said: str) -> None:
    change(folder, file, old, new)
    assert said in faults(folder)


def test_a_wrong_encoding_is_named(folder: Path) -> None:
    path = folder / "rows.csv"
    path.write_bytes(path.read_text("utf-8").encode("cp1252"))
    assert faults(folder) == ["rows.csv:7:- is not UTF-8: save it as CSV UTF-8"]


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "cities.csv").unlink()
    assert faults(folder) == ["cities.csv:0:- the file is missing"]


def test_an_unknown_network_and_a_changed_count_are_named(folder: Path) -> None:
    change(folder, "rows.csv", "visitatie,Visitatie,gevorderden", "visitatie,Visitatie,gevorderde")
    change(folder, "indicators.csv", "72,19,2,8,38,10,1,4", "72,19,2,8,37,10,1,4")
    said = faults(folder)
    assert any("'gevorderde' is not known" in each for each in said)
    assert any("count_1 says 37, but levels.csv deals 38" in each for each in said)


def test_all_faults_come_at_once_and_nothing_is_loaded(folder: Path, db: None) -> None:
    change(folder, "rows.csv", "told,,23", "told,,-23")
    change(folder, "networks.csv", "gent,5", "gent,veel")
    with pytest.raises(CommandError) as caught:
        call_command("load_demo", data=folder)
    assert "rows.csv:2:individual_sessions" in str(caught.value)
    assert "networks.csv:2:collective_sessions" in str(caught.value)
    assert not Programme.objects.exists()
