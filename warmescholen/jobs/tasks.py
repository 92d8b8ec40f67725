"""Celery's side of the jobs: ids in, one service call out."""

from __future__ import annotations

from typing import Any

from celery import Celery, shared_task
from celery.signals import worker_init, worker_ready

from warmescholen.audit.actors import acting, command
from warmescholen.celery import app
from warmescholen.jobs import services
from warmescholen.tenancy.checks import refuse_without_walls

SWEEP_SECONDS = 15.0


@shared_task(name=services.RUN_TASK)
def run_job(programme_id: int, job_id: int) -> None:
    """Do one job."""
    services.run(programme_id=programme_id, job_id=job_id)


@shared_task(name="warmescholen.jobs.sweep")
def sweep() -> None:
    """Look after jobs that were left behind."""
    with acting(command("sweep")):
        services.sweep()


@app.on_after_finalize.connect
def schedule_the_sweeper(sender: Celery, **_kwargs: Any) -> None:
    """Beat rings the sweeper."""
    sender.add_periodic_task(SWEEP_SECONDS, sweep.s(), name="sweeper", expires=SWEEP_SECONDS)


@worker_init.connect
def check_at_start(**_kwargs: Any) -> None:
    """A worker whose connection passes the walls does not come up."""
    refuse_without_walls()


@worker_ready.connect
def sweep_at_start(**_kwargs: Any) -> None:
    """A worker that comes up looks for work that was left behind, so a dead beat is no single point of failure."""
    with acting(command("sweep")):
        services.sweep()
