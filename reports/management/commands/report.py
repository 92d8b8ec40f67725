"""`manage.py report <network-key> --programme <slug> --output FILE`: a report as a file, from the shell."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from reports import services
from reports.models import Rendition, Report
from schools.access import access_of, first_manager
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import User
from warmescholen.files.services import FileGone, read_file
from warmescholen.jobs import services as jobs
from warmescholen.jobs.models import Job
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

POLL_SECONDS = 0.5


class Command(BaseCommand):
    """Make a report with the same job as the site does, and write it to a file."""

    help = 'Writes the rapportage of a network, or of the whole programme (key "programme"), to a file.'

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """As the contract names them."""
        parser.add_argument("key", help='network key, or "programme"')
        parser.add_argument("--programme", required=True, help="address of the programme")
        parser.add_argument("--output", required=True, type=Path, help="file to write")
        parser.add_argument("--format", default="pdf", choices=["pdf"])
        parser.add_argument("--by", help="e-mail address of who asks; by default the first programmabeheerder")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Return when the file is there; raise CommandError in one sentence otherwise."""
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            message = f"There is no programme {options['programme']!r}."
            raise CommandError(message)
        with programme_context(programme.pk):
            access = _access(programme, options["by"])
            key = options["key"]
            lookup = {"network__isnull": True} if key == "programme" else {"network__key": key}
            report = Report.objects.visible_to(access).filter(**lookup).select_related("network", "programme").first()
            if report is None:
                message = f"{programme.name} has no report {key!r} for {access.label}."
                raise CommandError(message)
            job = services.request_pdf(report=report, by=access)
        jobs.run(programme_id=programme.pk, job_id=job.pk)
        _write(_wait_for(programme.pk, job.pk), options["output"])


def _access(programme: Programme, email: str | None) -> Access:
    user = User.objects.filter(email=email.lower()).first() if email else first_manager(programme.pk)
    access = access_of(user, programme.pk) if user else None
    if access is None:
        message = f"{email or 'Nobody'} has no role in {programme.name}."
        raise CommandError(message)
    return access


def _wait_for(programme_id: int, job_id: int) -> bytes:
    """The file of a job, done here or by a worker that was quicker."""
    while True:
        with programme_context(programme_id, read_only=True):
            job = Job.objects.get(pk=job_id)
            if job.state == Job.State.DONE:
                return _bytes_of(Rendition.objects.select_related("file").get(pk=job.result["rendition"]))
        if job.state == Job.State.FAILED or job.error:
            message = f"The report was not made: {job.error}"
            raise CommandError(message)
        time.sleep(POLL_SECONDS)


def _bytes_of(rendition: Rendition) -> bytes:
    try:
        return read_file(rendition.file)
    except FileGone as error:
        raise CommandError(f"The report was made, but {error}.") from error


def _write(content: bytes, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise CommandError(message) from error
