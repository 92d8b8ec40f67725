"""The whole job of one network report against bare WeasyPrint on the same HTML, in the same process."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest
from django.core.management import call_command
from weasyprint import HTML

from networks.models import Network
from reports import services
from reports.models import Rendition, Report
from reports.renditions.html import render_html
from reports.renditions.pdf import STATIC_BASE, static_files_only
from tests.benchmarks.results import compare, keep
from warmescholen.accounts.access import platform_access
from warmescholen.jobs import services as jobs
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 5
LIMIT = 1.25


@pytest.fixture(scope="module")
def programme(committed: None) -> Programme:
    call_command("load_demo", verbosity=0)
    return Programme.objects.get(slug="warme-scholen")


def test_a_report_job_costs_little_more_than_bare_weasyprint(programme: Programme) -> None:
    """The ratio is taken pair by pair, and the median told: the machine may be noisy."""
    by = platform_access(programme.pk)

    def whole_job() -> None:
        with programme_context(programme.pk):
            Rendition.objects.all().delete()
            job = services.request_pdf(report=Report.objects.select_related("network", "programme").get(network__key="gent-1"), by=by)
        jobs.run(programme_id=programme.pk, job_id=job.pk)

    with programme_context(programme.pk):
        assert Network.objects.filter(key="gent-1").exists()
        face = services.face_of(Report.objects.select_related("network", "programme", "round").get(network__key="gent-1"))
    html = render_html(face.dataset, version=face.number, frozen_on=face.frozen_on, is_concept=face.is_concept)

    def bare() -> None:
        HTML(string=html, base_url=STATIC_BASE, url_fetcher=static_files_only()).write_pdf(pdf_variant="pdf/ua-1")

    found = compare(whole_job, bare, pairs=ROUNDS)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nwhole job {found.ours:.2f} s, bare WeasyPrint {found.theirs:.2f} s")
    print(f"ratio {found.ratio:.2f} (limit {LIMIT}); peak memory of the process {peak:.0f} MiB")
    timings = ROOT / "var" / "demo" / "timings.json"
    print(f"last demo: {timings.read_text()}" if timings.exists() else "no demo was run here yet")
    keep("report job / bare WeasyPrint", found.ratio, LIMIT)
    assert found.ratio <= LIMIT
