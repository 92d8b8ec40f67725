"""The access log: who saw, took along or used what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.tenancy.models import TenantModel


class AccessEntryQuerySet(models.QuerySet["AccessEntry"]):
    """Questions about the access log."""

    def visible_to(self, access: Access) -> AccessEntryQuerySet:
        """The whole programme's, for who may read the record; one's own entries come with one's own data."""
        own = self.filter(programme_id=access.programme_id)
        return own if access.everywhere(Permission.READ_RECORD) else own.none()


class AccessEntry(TenantModel):
    """One thing that somebody saw or did without changing a row. Written once: the role that serves can only add."""

    class Action(models.TextChoices):
        """What was done."""

        SIGN_IN = "sign_in", "aangemeld"
        READ = "read", "persoonsgegevens gelezen"
        DOWNLOAD = "download", "bestand gedownload"
        EXPORT = "export", "gegevens geëxporteerd"
        KEY_USE = "key_use", "API-sleutel gebruikt"
        GUEST_USE = "guest_use", "gastlink gebruikt"
        REFUSED = "refused", "geweigerd"

    who = models.CharField("wie", max_length=80)
    who_label = models.CharField("naam van wie", max_length=200, blank=True)
    action = models.CharField("handeling", max_length=20, choices=Action)
    object_kind = models.CharField("soort", max_length=60, blank=True)
    object_id = models.CharField("kenmerk", max_length=60, blank=True)
    object_label = models.CharField("wat", max_length=300, blank=True)
    rows = models.PositiveIntegerField("aantal rijen", null=True, blank=True)
    path = models.CharField("adres", max_length=300, blank=True)
    request = models.CharField("verzoek", max_length=32, blank=True)
    ip = models.CharField("netwerkadres", max_length=45, blank=True)

    objects: ClassVar[models.Manager[AccessEntry]] = AccessEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "toegang"
        verbose_name_plural = "toegangslogboek"
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(fields=("programme", "created_at"), name="access_entry_time_index"),
            models.Index(fields=("programme", "who", "created_at"), name="access_entry_who_index"),
            models.Index(fields=("programme", "object_kind", "object_id"), name="access_entry_object_index"),
        )

    def __str__(self) -> str:
        return f"{self.who_label} {self.get_action_display()}"
