"""The work of the rapportage's jobs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from reports import services
from reports.models import Report
from schools.access import access_of
from warmescholen.accounts.access import platform_access
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Permission
from warmescholen.jobs import registry
from warmescholen.jobs.models import Job
from warmescholen.jobs.registry import Finish, JobRefused
from warmescholen.jobs.running import RunningJob
from warmescholen.tenancy.context import programme_context


def make_pdf(job: RunningJob) -> Finish:
    """Make the PDF of a report. Each step takes a short transaction of its own; the file counts only with the finished job."""
    from reports.renditions.html import render_html  # noqa: PLC0415 (slow: only a worker that makes a report needs it)
    from reports.renditions.pdf import render_pdf  # noqa: PLC0415 (as above)

    job.step("cijfers tellen", 10)
    with programme_context(job.programme_id, read_only=True):
        report = Report.objects.select_related("network", "programme", "round").get(pk=job.payload["report"])
        _demand_access(job, report)
        face = services.face_of(report)
        before = services.made_before(report, face)
    if before is not None:
        return lambda: {"rendition": services.confirm(before).pk, "made": False}
    job.step("bladzijden opmaken", 30)
    html = render_html(face.dataset, version=face.number, frozen_on=face.frozen_on, is_concept=face.is_concept, anonymised_on=face.anonymised_on)
    job.step("PDF schrijven", 50)
    content = render_pdf(html, moment=face.edition.frozen_at if face.edition else timezone.now())
    job.step("bewaren", 95)

    def finish() -> dict[str, Any]:
        return {"rendition": services.keep_pdf(report=report, face=face, content=content).pk, "made": True}

    return finish


def _demand_access(job: RunningJob, report: Report) -> None:
    """The role of whoever asked may have ended since."""
    asked_by = Job.objects.get(pk=job.job_id).asked_by_id
    access = platform_access(job.programme_id) if asked_by is None else access_of(User.objects.get(pk=asked_by), job.programme_id)
    if access is None or not access.may(Permission.VIEW_REPORT, report):
        message = "Wie deze rapportage vroeg, mag ze niet meer lezen."
        raise JobRefused(message)


registry.register(services.PDF_JOB, make_pdf)
