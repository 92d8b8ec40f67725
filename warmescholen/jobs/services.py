"""Verbs for jobs: enqueue, ring, claim, run, sweep, start again."""

from __future__ import annotations

import datetime
import logging
import socket
from collections.abc import Mapping
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from warmescholen.accounts.access import Access
from warmescholen.audit.actors import Actor, ActorKind, acting, become
from warmescholen.jobs.models import Job
from warmescholen.jobs.registry import Finish, JobRefused, work_for
from warmescholen.jobs.running import Heartbeat, LeaseLost, RunningJob, lease_end
from warmescholen.tenancy.context import each_programme, programme_context

logger = logging.getLogger(__name__)

RUN_TASK = "warmescholen.jobs.run_job"
RING_AGAIN_AFTER = datetime.timedelta(seconds=30)


def enqueue(*, kind: str, payload: Mapping[str, Any], dedupe_key: str, label: str, by: Access) -> Job:
    """Insert a job in the caller's transaction and ring the doorbell on commit.

    A job that still waits under the same `dedupe_key` is returned instead of a second one; one that already runs may have read
    its facts before what the caller changed, so it does not count.
    """
    work_for(kind)
    values = {"payload": dict(payload), "label": label, "run_after": timezone.now(), "asked_by_id": by.user_id, "kind": kind}
    job, made = Job.objects.get_or_create(programme_id=by.programme_id, dedupe_key=dedupe_key, state=Job.State.QUEUED, defaults=values)
    if not made:
        return job
    transaction.on_commit(lambda: ring(programme_id=job.programme_id, job_id=job.pk))
    return job


def ring(*, programme_id: int, job_id: int) -> None:
    """Tell a worker that there is work. A broker that is down does no harm: the sweeper rings again."""
    try:
        current_app.send_task(RUN_TASK, args=[programme_id, job_id], retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("the broker does not answer, job %s waits for the sweeper: %s", job_id, error)


def claim(*, programme_id: int, job_id: int) -> RunningJob | None:
    """Take a job that waits, or whose worker has not been heard of until its lease ended; None when another has it."""
    with programme_context(programme_id):
        now = timezone.now()
        job = Job.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=job_id).first()
        if job is None or not _is_free(job, now):
            return None
        if job.attempt >= settings.JOB_MAX_ATTEMPTS:
            _give_up(job)
            return None
        job.state, job.attempt, job.lease_until = Job.State.RUNNING, job.attempt + 1, lease_end()
        job.worker, job.started_at, job.error = socket.gethostname(), now, ""
        job.log = [*job.log, {"at": now.isoformat(), "text": f"poging {job.attempt} begonnen"}]
        job.save()
        return RunningJob(programme_id, job.pk, job.attempt, job.kind, job.payload)


def run(*, programme_id: int, job_id: int) -> None:
    """Claim a job and do its work; what goes wrong stands on the row."""
    with acting(Actor(ActorKind.JOB, str(job_id), "taak")):
        running = claim(programme_id=programme_id, job_id=job_id)
        if running is not None:
            become(label=running.kind)
            _work(running)


def _work(running: RunningJob) -> None:
    try:
        with Heartbeat(running):
            finish = work_for(running.kind)(running)
            _finish(running, finish)
    except LeaseLost:
        logger.warning("job %s attempt %s was overtaken, its result is thrown away", running.job_id, running.attempt)
    except JobRefused as refusal:
        _release(running, str(refusal), for_good=True)
    except Exception as error:
        logger.exception("job %s attempt %s failed", running.job_id, running.attempt)
        _release(running, f"{type(error).__name__}: {error}", for_good=running.attempt >= settings.JOB_MAX_ATTEMPTS)


def sweep() -> int:
    """Ring for jobs that wait and take over those whose lease ended, in every programme; returns how many were rung for."""
    due: list[tuple[int, int]] = []
    for programme in each_programme():
        now = timezone.now()
        overdue = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=now)
        waiting = Job.objects.filter(state=Job.State.QUEUED, run_after__lt=now).exclude(rung_at__gt=now - RING_AGAIN_AFTER)
        for job in overdue.select_for_update(skip_locked=True, of=("self",)):
            if job.attempt >= settings.JOB_MAX_ATTEMPTS:
                _give_up(job)
            else:
                due.append((programme.pk, job.pk))
        due.extend((programme.pk, pk) for pk in waiting.values_list("pk", flat=True))
        waiting.update(rung_at=now)
    for programme_id, job_id in due:
        ring(programme_id=programme_id, job_id=job_id)
    return len(due)


def _is_free(job: Job, now: datetime.datetime) -> bool:
    if job.state == Job.State.QUEUED:
        return job.run_after <= now
    return job.state == Job.State.RUNNING and job.lease_until is not None and job.lease_until < now


def _finish(running: RunningJob, finish: Finish) -> None:
    """Write result and state in one transaction that only the holder of the attempt number can complete."""
    with programme_context(running.programme_id):
        job = Job.objects.select_for_update(of=("self",)).get(pk=running.job_id)
        if job.attempt != running.attempt or job.state != Job.State.RUNNING:
            raise LeaseLost
        job.result = finish()
        job.state, job.progress, job.step = Job.State.DONE, 100, "klaar"
        job.lease_until, job.finished_at = None, timezone.now()
        job.save()


def _release(running: RunningJob, error: str, *, for_good: bool) -> None:
    """Give a job back after a mishap, with a pause that grows, or let it fail for good."""
    pause = datetime.timedelta(seconds=5 * 2**running.attempt)
    state = Job.State.FAILED if for_good else Job.State.QUEUED
    try:
        running.update(
            state=state,
            error=error,
            lease_until=None,
            run_after=timezone.now() + pause,
            finished_at=timezone.now() if for_good else None,
        )
    except LeaseLost:
        logger.warning("job %s attempt %s was overtaken while it failed", running.job_id, running.attempt)


def _give_up(job: Job) -> None:
    job.state, job.lease_until, job.finished_at = Job.State.FAILED, None, timezone.now()
    job.error = job.error or "Het werk werd te vaak onderbroken."
    job.save()
