"""What was asked to be erased, and what cleaning up did."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.audit.tracking import record_history
from warmescholen.privacy.terms import TERMS
from warmescholen.tenancy.models import TenantModel


class ErasureRequestQuerySet(models.QuerySet["ErasureRequest"]):
    """Questions about requests."""

    def visible_to(self, access: Access) -> ErasureRequestQuerySet:
        """All of the programme for who manages its people, else none."""
        return self.filter(programme_id=access.programme_id) if access.may(Permission.MANAGE_PEOPLE) else self.none()

    def open(self) -> ErasureRequestQuerySet:
        """Neither carried out nor withdrawn."""
        return self.filter(done_at__isnull=True, withdrawn_at__isnull=True)


class ErasureRequest(TenantModel):
    """That a person is to be anonymised in this programme. After it was done, `person` is the anonymous account that took the place."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="persoon")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="gevraagd door"
    )
    not_before = models.DateTimeField("niet voor", help_text="Tot dan kan de vraag ingetrokken worden.")
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    done_at = models.DateTimeField("uitgevoerd op", null=True, blank=True)
    outcome = models.JSONField("wat er gebeurde", default=dict, blank=True)

    objects: ClassVar[models.Manager[ErasureRequest]] = ErasureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "vraag om te anonimiseren"
        verbose_name_plural = "vragen om te anonimiseren"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "person"), condition=models.Q(done_at__isnull=True, withdrawn_at__isnull=True), name="erasure_request_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | models.Q(withdrawn_at__isnull=True), name="erasure_request_done_or_not"
            ),
        )

    def __str__(self) -> str:
        return f"anonimiseren van {self.person_id}"


class RetentionRunQuerySet(models.QuerySet["RetentionRun"]):
    """Questions about cleaning up."""

    def visible_to(self, access: Access) -> RetentionRunQuerySet:
        """All of the programme for who manages its people, else none."""
        return self.filter(programme_id=access.programme_id) if access.may(Permission.MANAGE_PEOPLE) else self.none()


class RetentionRun(TenantModel):
    """That cleaning up removed something: of which kind, how much, and of before when."""

    term = models.CharField("soort gegevens", max_length=40)
    removed = models.PositiveIntegerField("aantal verwijderd")
    before = models.DateTimeField("van voor")

    objects: ClassVar[models.Manager[RetentionRun]] = RetentionRunQuerySet.as_manager()

    class Meta:
        verbose_name = "opruiming"
        verbose_name_plural = "opruimingen"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.term}: {self.removed}"

    @property
    def what(self) -> str:
        """The kind of data in words."""
        return TERMS[self.term].what if self.term in TERMS else self.term


record_history(__name__)
