"""`manage.py demo_reports`: the PDF of each report of the demo programme, made by real jobs."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from reports import services
from reports.facts import PROGRAMME_KEY
from reports.models import Rendition, Report
from warmescholen.accounts.access import platform_access
from warmescholen.demo.build.warme_scholen import SLUG
from warmescholen.files.services import read_file
from warmescholen.jobs.models import Job
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

POLL_SECONDS = 0.5
BAR = 24


@dataclass
class Wanted:
    """A report to be made, the job that makes it (none when its file is there already) and what the job last said."""

    key: str
    job_id: int | None
    rendition_id: int | None = None
    said: str = ""


class Command(BaseCommand):
    """Queue a job for each report whose facts changed, follow the rows, and write the files."""

    help = "Writes the PDF of each report of the demo programme to a folder; only what changed is made again."

    def add_arguments(self, parser: Any) -> None:
        """The folder."""
        parser.add_argument("--output", required=True, type=Path, help="folder for <network-key>.pdf and programme.pdf")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raise CommandError when a report failed, after the others were written."""
        folder: Path = options["output"]
        folder.mkdir(parents=True, exist_ok=True)
        programme = Programme.objects.get(slug=SLUG)
        wanted = [self._want(programme.pk, pk) for pk in self._reports(programme.pk)]
        failures = [problem for each in wanted if (problem := self._follow(programme.pk, each))]
        for each in wanted:
            self._write(programme.pk, each, folder)
        if failures:
            raise CommandError("\n".join(failures))

    def _reports(self, programme_id: int) -> list[int]:
        with programme_context(programme_id, read_only=True):
            return list(Report.objects.order_by("network__position").values_list("pk", flat=True))

    def _want(self, programme_id: int, report_id: int) -> Wanted:
        """Ask for a report, unless the file of exactly this content is there."""
        with programme_context(programme_id):
            report = Report.objects.select_related("network", "programme", "round").get(pk=report_id)
            key = report.network.key if report.network else PROGRAMME_KEY
            before = services.made_before(report, services.face_of(report))
            if before is not None:
                self.stdout.write(f"  {key:<22} ongewijzigd")
                return Wanted(key, None, before.pk)
            job = services.request_pdf(report=report, by=platform_access(programme_id))
            return Wanted(key, job.pk)

    def _follow(self, programme_id: int, wanted: Wanted) -> str:
        """Show the job's progress until it ended; returns what went wrong, or nothing."""
        while wanted.job_id is not None:
            with programme_context(programme_id, read_only=True):
                job = Job.objects.get(pk=wanted.job_id)
            self._show(wanted, job)
            if job.state == Job.State.DONE:
                wanted.rendition_id = job.result["rendition"]
                return ""
            if job.state == Job.State.FAILED:
                return f"{wanted.key}: {job.error}"
            time.sleep(POLL_SECONDS)
        return ""

    def _show(self, wanted: Wanted, job: Job) -> None:
        """One line that moves on a terminal, and one line at the end elsewhere."""
        filled = BAR * job.progress // 100
        said = f"  {wanted.key:<22} {'█' * filled}{'░' * (BAR - filled)} {job.progress:3d} % {job.step:<22}"
        ended = job.state in {Job.State.DONE, Job.State.FAILED}
        if sys.stdout.isatty() and said != wanted.said:
            self.stdout.write(f"\r{said}", ending="\n" if ended else "")
        elif ended:
            self.stdout.write(said.rstrip())
        wanted.said = said
        self.stdout.flush()

    def _write(self, programme_id: int, wanted: Wanted, folder: Path) -> None:
        if wanted.rendition_id is None:
            return
        with programme_context(programme_id, read_only=True):
            rendition = Rendition.objects.select_related("file").get(pk=wanted.rendition_id)
            (folder / f"{wanted.key}.pdf").write_bytes(read_file(rendition.file))
