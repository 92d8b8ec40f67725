"""What beat does every night."""

from __future__ import annotations

from typing import Any

from celery import Celery, shared_task
from celery.schedules import crontab

from warmescholen.celery import app
from warmescholen.privacy import retention
from warmescholen.tenancy.models import Programme


@shared_task(name="warmescholen.privacy.clean_up")
def clean_up() -> None:
    """Remove what passed its term, programme by programme; one that fails does not hold back the next night's."""
    retention.clean_platform()
    for programme in Programme.objects.order_by("id"):
        retention.clean_programme(programme)


@app.on_after_finalize.connect
def schedule_cleaning(sender: Celery, **_kwargs: Any) -> None:
    """Beat rings it at night, Brussels time."""
    sender.add_periodic_task(crontab(hour=3, minute=20), clean_up.s(), name="cleaning up")
