"""A report as one HTML document, the source of its printed form.

The templates hold no arithmetic and no query: `printed` prepares what they need beside the dataset.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation

from reports.renditions.pdf import STATIC_BASE
from reports.renditions.printed import printed

if TYPE_CHECKING:
    from datetime import date

    from reports.dataset import Dataset


def render_html(dataset: Dataset, *, version: int, frozen_on: date | None, is_concept: bool, anonymised_on: date | None = None) -> str:
    """The whole report, in Dutch whatever the language of the reader, escaped, with addresses under `STATIC_BASE` only.

    `anonymised_on` is the day on which a person was taken out of what was frozen; the report says so.

    Raises ValueError when the dataset does not hold the ten texts of the chapters.
    """
    # A report is a Dutch document: dates and alternative texts do not follow the language of who asked for it.
    with translation.override("nl"):
        context = {
            "dataset": dataset,
            "printed": printed(dataset),
            "static_base": STATIC_BASE,
            "version": version,
            "frozen_on": frozen_on,
            "is_concept": is_concept,
            "anonymised_on": anonymised_on,
        }
        return render_to_string("reports/pdf/report.html", context)
