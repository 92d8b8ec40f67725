"""Cells of a table that somebody opens in a spreadsheet: what a person typed is text there, never a formula.

A comma-separated file knows no types, so a text that a spreadsheet could take for a formula gets an apostrophe in front; `read_text`
takes it away again, so that a text which comes back is the one that left. An XLSX file knows types: there a text stays as it is.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from openpyxl.cell import Cell

Value = str | int | float | bool | datetime.date | datetime.datetime | None

# Spreadsheets skip blanks and what cannot be seen before they look at the first sign; the wide signs are those of an Asian keyboard.
_BEFORE = r"[\s\x00-\x1f\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
_SIGN = r"[=+\-@\uff0b\uff0d\uff1d\uff20]"
FORMULA = re.compile(rf"[\t\r\n]|{_BEFORE}{_SIGN}")
DEFUSED = re.compile(rf"'+(?:{FORMULA.pattern})")
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML has no way to hold these
LINE_END = re.compile(r"\r\n?")  # XML reads every line end as \n
LONGEST_XLSX_TEXT = 32_767


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take this text for a formula."""
    return FORMULA.match(text) is not None


def csv_cell(value: Value) -> str:
    """The value for a comma-separated file: dates in ISO form, nothing as an empty cell, a text without its power."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if is_formula(value) or DEFUSED.match(value) else value
    return str(value)


def read_text(cell: str) -> str:
    """The text that `csv_cell` wrote."""
    return cell[1:] if DEFUSED.match(cell) else cell


def xlsx_cell(sheet: Any, value: Value) -> Cell:
    """A cell for `sheet.append([...])` of an openpyxl worksheet (write-only or not) in which a text is a text and a number a number.

    A spreadsheet knows no time zones, so a moment is written as the clock in Brussels showed it; signs that XML cannot hold are left
    out, and a text is cut at the format's longest.
    """
    # Slow to import, and only exports need it.
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value).replace(tzinfo=None)
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]  # it takes dates as well
    text = UNWRITABLE.sub("", LINE_END.sub("\n", value))[:LONGEST_XLSX_TEXT]
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # openpyxl makes a formula of "=...", and an error of "#N/A"
    if is_formula(text):
        cell.quotePrefix = True  # as a spreadsheet itself writes an apostrophe: the text stays one when somebody edits the cell
    return cell
