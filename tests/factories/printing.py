"""Reports as PDF and as text, made once per process from sample datasets."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, date, datetime
from functools import cache

from reports.dataset import Dataset
from reports.renditions.html import render_html
from reports.renditions.pdf import render_pdf
from tests.factories.dataset import sample_dataset

MOMENT = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)
GAPS = ("Hoofdstuk 3.3 Warme Stad is nog leeg.", "De meetronde is niet gesloten.")


def html_of(dataset: Dataset, *, is_concept: bool = False) -> str:
    """The HTML of version 1, frozen on the sample's day unless it is a concept."""
    return render_html(dataset, version=1, frozen_on=None if is_concept else date(2026, 6, 30), is_concept=is_concept)


@cache
def pdf_of(key: str, *, is_concept: bool = False) -> bytes:
    """The PDF of a sample report."""
    dataset = sample_dataset(key, missing=GAPS if is_concept else ())
    return render_pdf(html_of(dataset, is_concept=is_concept), moment=MOMENT)


def text_of(pdf: bytes) -> str:
    """What pdftotext reads, lines as they stand; pages end in a form feed."""
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def words_of(text: str) -> str:
    """One blank between words."""
    return re.sub(r"\s+", " ", text)


def under_indicator(text: str, number: int, name: str) -> str:
    """The words between the heading of an indicator and the next heading."""
    start = re.search(rf"^ *Indicator {number}: {re.escape(name)}$", text, re.MULTILINE)
    assert start, f"no heading for indicator {number}"
    after = text[start.end() :]
    end = re.search(r"^ *(?:Indicator \d: |3\.2 Begeleiding per koepel$)", after, re.MULTILINE)
    return words_of(after[: end.start()] if end else after)
