"""Jobs survive their workers: real processes, really killed with SIGKILL."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from reports import services
from reports.models import Rendition, Report
from tests.processes import Worker, running_worker, wait_until
from tests.proof.record import FULL, record
from warmescholen.accounts.access import platform_access
from warmescholen.demo.build import voorbeeld
from warmescholen.demo.dates import DemoCalendar
from warmescholen.demo.management.commands.load_demo import HERE
from warmescholen.jobs import services as jobs
from warmescholen.jobs.models import Job
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

KILLS = 30 if FULL else 6  # counts add up over runs of `make proof` on one commit
STEPS = ("cijfers tellen", "bladzijden opmaken", "PDF schrijven")
QUICK_LEASE = {"JOB_LEASE_SECONDS": "3"}


@pytest.fixture(scope="module")
def programme(committed: None) -> Programme:
    with transaction.atomic():
        return voorbeeld.build(HERE / "texts", DemoCalendar(timezone.localdate())).programme


def fresh_job(programme: Programme, number: int) -> Job:
    """A job for a report whose facts are new, so that a file has to be made."""
    with programme_context(programme.pk):
        report = Report.objects.filter(network__isnull=False).select_related("network", "programme", "round").first()
        assert report is not None
        report.network.name = f"Netwerk na {number} keer"
        report.network.save()
        return services.request_pdf(report=report, by=platform_access(programme.pk))


def state_of(programme: Programme, job: Job) -> Job:
    with programme_context(programme.pk):
        return Job.objects.get(pk=job.pk)


def files(programme: Programme) -> int:
    with programme_context(programme.pk):
        return Rendition.objects.count()


def test_a_job_whose_worker_is_killed_is_done_once_by_the_next_one(programme: Programme) -> None:
    before = files(programme)
    done = 0
    try:
        for number in range(KILLS):
            kill_one(programme, number, before)
            done += 1
    finally:
        record("kill: worker of a report job", cases=min(done + 1, KILLS), failures=int(done < KILLS))
    assert files(programme) == before + KILLS


def kill_one(programme: Programme, number: int, before: int) -> None:
    """Kill a worker at one of the steps, and see that the next one makes exactly one file."""
    step = STEPS[number % len(STEPS)]
    doomed = Worker(**QUICK_LEASE)
    job = fresh_job(programme, number)
    wait_until(lambda job=job, step=step: state_of(programme, job).step == step or state_of(programme, job).state == Job.State.DONE)
    doomed.kill()
    with running_worker(**QUICK_LEASE):
        wait_until(lambda job=job: ring_and_look(programme, job), seconds=90)
    assert state_of(programme, job).attempt in {1, 2}
    assert files(programme) == before + number + 1


def ring_and_look(programme: Programme, job: Job) -> bool:
    """What beat does every fifteen seconds, without waiting for it."""
    jobs.sweep()
    return state_of(programme, job).state == Job.State.DONE


def test_a_lost_doorbell_is_rung_again_by_the_sweeper(programme: Programme) -> None:
    job = fresh_job(programme, 1000)  # no worker runs, so nobody hears it
    with programme_context(programme.pk):
        assert Job.objects.get(pk=job.pk).state == Job.State.QUEUED
    with running_worker():
        wait_until(lambda: ring_and_look(programme, job))


def test_a_broker_that_is_down_loses_nothing(programme: Programme) -> None:
    """The job row is written and the request succeeds; the doorbell waits."""
    from warmescholen.celery import app

    former = app.conf.broker_url
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    try:
        job = fresh_job(programme, 2000)
    finally:
        app.conf.broker_url = former
    assert state_of(programme, job).state == Job.State.QUEUED
    jobs.run(programme_id=programme.pk, job_id=job.pk)
    assert state_of(programme, job).state == Job.State.DONE


def test_the_same_request_twice_is_one_job(programme: Programme) -> None:
    first, second = fresh_job(programme, 3000), fresh_job(programme, 3000)
    assert first.pk == second.pk
    jobs.run(programme_id=programme.pk, job_id=first.pk)
    call_command("check", databases=["default"])
