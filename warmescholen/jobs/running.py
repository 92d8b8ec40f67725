"""A claimed job in the hands of one worker: progress and heartbeat, both fenced by the attempt number."""

from __future__ import annotations

import datetime
import logging
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.utils import timezone

from warmescholen.jobs.models import Job
from warmescholen.tenancy.context import programme_context

logger = logging.getLogger(__name__)


class LeaseLost(RuntimeError):
    """Another worker has taken the job over; whatever this one still makes is thrown away."""


def lease_end() -> datetime.datetime:
    """Until when a worker that reports now holds its job."""
    return timezone.now() + datetime.timedelta(seconds=settings.JOB_LEASE_SECONDS)


@dataclass(frozen=True)
class RunningJob:
    """What a worker knows of the job that it holds."""

    programme_id: int
    job_id: int
    attempt: int
    kind: str
    payload: dict[str, Any]

    def update(self, **values: Any) -> None:
        """Write to the row, in a short transaction of its own. Raises LeaseLost when another attempt holds it."""
        with programme_context(self.programme_id):
            mine = Job.objects.filter(pk=self.job_id, attempt=self.attempt, state=Job.State.RUNNING)
            if not mine.update(**values):
                raise LeaseLost

    def step(self, text: str, percent: int) -> None:
        """Say what is being done and how far it is, 0 to 100; this also renews the lease."""
        self.update(step=text, progress=percent, lease_until=lease_end())


class Heartbeat:
    """Renews the lease from a thread of its own while the work runs; the thread has its own database connection."""

    def __init__(self, job: RunningJob) -> None:
        self._job = job
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{job.job_id}", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._stop.wait(settings.JOB_LEASE_SECONDS / 3):
                self._renew()
        except LeaseLost:
            logger.warning("job %s was taken over by another worker", self._job.job_id)
        finally:
            connection.close()

    def _renew(self) -> None:
        try:
            self._job.update(lease_until=lease_end())
        except DatabaseError:
            # The database may be restarting; the lease still has two thirds to go, so try again at the next beat.
            logger.warning("heartbeat of job %s did not reach the database", self._job.job_id)
            connection.close()
