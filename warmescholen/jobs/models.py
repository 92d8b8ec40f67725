"""The durable job: the row is the truth, Celery only the doorbell."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from warmescholen.audit.tracking import record_history
from warmescholen.tenancy.models import TenantModel


class Job(TenantModel):
    """A piece of long work. Progress and log lines stand on the row, so that a page can follow it."""

    class State(models.TextChoices):
        """Where the job is."""

        QUEUED = "queued", "in de wachtrij"
        RUNNING = "running", "bezig"
        DONE = "done", "klaar"
        FAILED = "failed", "mislukt"

    uuid = models.UUIDField("kenmerk", default=uuid.uuid4, editable=False)
    kind = models.CharField("soort", max_length=60)
    payload = models.JSONField("opdracht", default=dict)
    dedupe_key = models.CharField("sleutel tegen dubbels", max_length=200)
    label = models.CharField("omschrijving", max_length=200)
    state = models.CharField("toestand", max_length=20, choices=State, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField("poging", default=0)
    lease_until = models.DateTimeField("in bezit tot", null=True, blank=True)
    worker = models.CharField("uitvoerder", max_length=200, blank=True)
    run_after = models.DateTimeField("niet voor")
    rung_at = models.DateTimeField("laatst gebeld op", null=True, blank=True)
    started_at = models.DateTimeField("begonnen op", null=True, blank=True)
    finished_at = models.DateTimeField("klaar op", null=True, blank=True)
    step = models.CharField("stap", max_length=200, blank=True)
    progress = models.PositiveSmallIntegerField("voortgang in procent", default=0)
    error = models.TextField("fout", blank=True)
    log = models.JSONField("logboek", default=list)
    result = models.JSONField("resultaat", default=dict)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="gevraagd door"
    )

    class Meta:
        verbose_name = "taak"
        verbose_name_plural = "taken"
        constraints = (
            models.UniqueConstraint(fields=("programme", "uuid"), name="job_uuid_once"),
            models.UniqueConstraint(fields=("programme", "dedupe_key"), condition=models.Q(state="queued"), name="job_queued_once"),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="job_progress_percent"),
            models.CheckConstraint(condition=~models.Q(state="running") | models.Q(lease_until__isnull=False), name="job_running_has_lease"),
        )
        indexes = (models.Index(fields=("programme", "state", "run_after"), name="job_state_index"),)

    def __str__(self) -> str:
        return self.label


# A running job says many times a minute how far it is; its history keeps what it was asked, by whom, and how it ended.
record_history(__name__, without={"Job": ("lease_until", "run_after", "rung_at", "step", "progress", "log")})
