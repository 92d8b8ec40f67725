"""Claiming, fencing and giving up."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from warmescholen.accounts.access import Access, platform_access
from warmescholen.jobs import registry, services
from warmescholen.jobs.models import Job
from warmescholen.jobs.registry import Finish, JobRefused, UnknownKind
from warmescholen.jobs.running import LeaseLost, RunningJob
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme


@pytest.fixture
def by(inside: Programme) -> Access:
    return platform_access(inside.pk)


def make_job(by: Access, work: registry.Work, *, key: str = "een") -> Job:
    registry.register("test", work)
    return services.enqueue(kind="test", payload={}, dedupe_key=key, label="Een test", by=by)


def nothing(_job: RunningJob) -> Finish:
    return lambda: {"made": 1}


def test_a_job_of_an_unknown_kind_is_refused(by: Access) -> None:
    with pytest.raises(UnknownKind):
        services.enqueue(kind="bestaat niet", payload={}, dedupe_key="x", label="x", by=by)


def test_a_job_runs_to_its_end(by: Access) -> None:
    job = make_job(by, nothing)
    services.run(programme_id=by.programme_id, job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.result, job.progress, job.attempt) == (Job.State.DONE, {"made": 1}, 100, 1)


def test_a_running_job_cannot_be_claimed_again_before_its_lease_ends(by: Access) -> None:
    job = make_job(by, nothing)
    assert services.claim(programme_id=by.programme_id, job_id=job.pk) is not None
    assert services.claim(programme_id=by.programme_id, job_id=job.pk) is None
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    taken_over = services.claim(programme_id=by.programme_id, job_id=job.pk)
    assert taken_over is not None
    assert taken_over.attempt == 2


def test_who_lost_the_lease_can_write_nothing_more(by: Access) -> None:
    job = make_job(by, nothing)
    first = services.claim(programme_id=by.programme_id, job_id=job.pk)
    assert first is not None
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    services.claim(programme_id=by.programme_id, job_id=job.pk)
    with pytest.raises(LeaseLost):
        first.step("te laat", 50)
    with pytest.raises(LeaseLost):
        services._finish(first, lambda: pytest.fail("a stale attempt must not finish"))


def test_a_failing_job_is_tried_again_and_gives_up_in_the_end(by: Access, settings: pytest.FixtureRequest) -> None:
    def broken(_job: RunningJob) -> Finish:
        raise ZeroDivisionError("kapot")

    job = make_job(by, broken)
    for attempt in range(1, 6):
        Job.objects.filter(pk=job.pk).update(run_after=timezone.now())
        services.run(programme_id=by.programme_id, job_id=job.pk)
        job.refresh_from_db()
        assert job.attempt == attempt
    assert job.state == Job.State.FAILED
    assert "kapot" in job.error
    assert job.finished_at


def test_a_request_during_a_running_job_is_a_job_of_its_own(by: Access) -> None:
    """The running one may have read its facts already."""
    job = make_job(by, nothing)
    assert make_job(by, nothing).pk == job.pk
    services.claim(programme_id=by.programme_id, job_id=job.pk)
    assert make_job(by, nothing).pk != job.pk


def test_a_refusal_is_told_and_not_tried_again(by: Access) -> None:
    def refuse(_job: RunningJob) -> Finish:
        raise JobRefused("Dat mag je niet meer.")

    job = make_job(by, refuse)
    services.run(programme_id=by.programme_id, job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, job.attempt) == (Job.State.FAILED, "Dat mag je niet meer.", 1)


def test_a_job_of_another_programme_cannot_be_claimed(by: Access, other_programme: Programme) -> None:
    job = make_job(by, nothing)
    with programme_context(other_programme.pk):
        assert services.claim(programme_id=other_programme.pk, job_id=job.pk) is None
