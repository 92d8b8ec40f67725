"""Files that were added to a session."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from schools.models.session import Session
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.files.models import StoredFile
from warmescholen.tenancy.models import TenantModel


class SessionAttachmentQuerySet(models.QuerySet["SessionAttachment"]):
    """Questions about attachments."""

    def visible_to(self, access: Access) -> SessionAttachmentQuerySet:
        """Attachments of the sessions that this person may see; those for the team only where the team's note may be read."""
        own = self.filter(programme_id=access.programme_id, session__in=Session.objects.visible_to(access))
        return own.filter(models.Q(is_for_team=False) | models.Q(session__in=Session.objects.where(access, Permission.READ_TEAM_NOTE)))


class SessionAttachment(TenantModel):
    """A file with a session: for the school too, or for the guidance team only."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attachments", verbose_name="sessie")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="bestand")
    is_for_team = models.BooleanField("alleen voor het begeleidingsteam", default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="toegevoegd door"
    )

    objects: ClassVar[models.Manager[SessionAttachment]] = SessionAttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "bijlage"
        verbose_name_plural = "bijlagen"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("programme", "file"), name="attachment_file_once"),)

    def __str__(self) -> str:
        return f"bijlage bij {self.session_id}"
