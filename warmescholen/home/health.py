"""Health: whether the process lives, and whether it can serve."""

from __future__ import annotations

import datetime

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from kombu.exceptions import OperationalError

from warmescholen.jobs.models import Job
from warmescholen.tenancy.checks import problems
from warmescholen.tenancy.context import each_programme


@login_not_required
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when database and walls hold; a broker that is down and the age of the oldest queued job are only told."""
    try:
        faults = [message for _code, message in problems()]
        oldest = _oldest_queued()
    except Error:
        connection.close()
        return JsonResponse({"database": False}, status=503)
    fields = {"database": True, "walls": not faults, "broker": _broker_answers(), "oldest_queued_job_seconds": oldest}
    return JsonResponse(fields, status=503 if faults else 200)


def _oldest_queued() -> int:
    now = timezone.now()
    oldest = now
    for _programme in each_programme():
        first = Job.objects.filter(state=Job.State.QUEUED).order_by("created_at").values_list("created_at", flat=True).first()
        oldest = min(oldest, first or now)
    return int((now - oldest) / datetime.timedelta(seconds=1))


def _broker_answers() -> bool:
    try:
        with current_app.connection_for_read(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=0, timeout=1)
    except (OperationalError, OSError):
        return False
    return True
