"""Cells never become formulas, and a text that comes back is the one that left."""

from __future__ import annotations

import csv
import datetime
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from warmescholen.files.cells import LONGEST_XLSX_TEXT, csv_cell, is_formula, read_text, xlsx_cell

DANGEROUS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\uff1d1+1",
    '=HYPERLINK("http://x","klik")',
    "=cmd|' /C calc'!A0",
)
PLAIN = ("School", "3 = drie", "a@b.example", "'s morgens", "", "1-2", "(=1)")


def in_workbook(*values: object, write_only: bool = True) -> list[object]:
    """The cells as another program reads them."""
    book = Workbook(write_only=write_only)
    sheet = book.create_sheet("blad")
    sheet.append([xlsx_cell(sheet, value) for value in values])  # type: ignore[arg-type]
    target = BytesIO()
    book.save(target)
    (row,) = load_workbook(target)["blad"].iter_rows(max_col=len(values))
    return list(row)


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_looks_like_a_formula_is_defused_and_comes_back(text: str) -> None:
    cell = csv_cell(text)
    assert cell[0] == "'"
    assert not is_formula(cell)
    assert read_text(cell) == text


@pytest.mark.parametrize("text", PLAIN)
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert csv_cell(text) == text
    assert read_text(text) == text


@given(st.text())
def test_every_text_survives_the_way_there_and_back(text: str) -> None:
    assert read_text(csv_cell(text)) == text
    assert not is_formula(csv_cell(text))


@given(st.text(alphabet="'=+-@ \t\r\nx\ufeff"))
def test_apostrophes_before_a_formula_survive_too(text: str) -> None:
    assert read_text(csv_cell(text)) == text
    assert not is_formula(csv_cell(text))


def test_numbers_and_dates_keep_their_form() -> None:
    values = (-5, 2.5, True, datetime.date(2026, 3, 1), None)
    assert [csv_cell(value) for value in values] == ["-5", "2.5", "true", "2026-03-01", ""]


def test_a_text_with_every_separator_is_one_cell() -> None:
    target = StringIO()
    csv.writer(target).writerow([csv_cell('a,"b";\r\n=1'), csv_cell("=2")])
    assert next(csv.reader(StringIO(target.getvalue()))) == ['a,"b";\r\n=1', "'=2"]


@pytest.mark.parametrize("write_only", [True, False])
@pytest.mark.parametrize("text", [*DANGEROUS, *PLAIN, "#N/A", "#REF!"])
def test_a_text_is_a_text_in_a_workbook(text: str, *, write_only: bool) -> None:
    (cell,) = in_workbook(text, write_only=write_only)
    assert cell.data_type in {"s", "inlineStr", "n"}  # type: ignore[attr-defined]  # an empty text is an empty cell
    assert (cell.value or "") == text.replace("\r", "\n")  # type: ignore[attr-defined]
    assert cell.quotePrefix == is_formula(text)  # type: ignore[attr-defined]


def test_numbers_and_moments_keep_their_type_in_a_workbook() -> None:
    moment = datetime.datetime(2026, 7, 1, 10, 0, tzinfo=datetime.UTC)
    number, day, clock, nothing = in_workbook(-5, datetime.date(2026, 3, 1), moment, None)
    assert number.value == -5  # type: ignore[attr-defined]
    assert day.value == datetime.datetime(2026, 3, 1)  # type: ignore[attr-defined]  # noqa: DTZ001
    assert clock.value == datetime.datetime(2026, 7, 1, 12, 0)  # type: ignore[attr-defined]  # noqa: DTZ001
    assert nothing.value is None  # type: ignore[attr-defined]


def test_what_a_workbook_cannot_hold_is_left_out() -> None:
    control, long = in_workbook("a\x00b\x0bc\ud800\uffff", "x" * (LONGEST_XLSX_TEXT + 5))
    assert control.value == "abc"  # type: ignore[attr-defined]
    assert len(long.value) == LONGEST_XLSX_TEXT  # type: ignore[attr-defined]
