"""Files behind the door: what they are and where they lie; the bytes lie outside the web root."""

from __future__ import annotations

import uuid

from django.db import models

from warmescholen.audit.tracking import record_history
from warmescholen.tenancy.models import TenantModel


class StoredFile(TenantModel):
    """A file that the platform keeps; written once, never changed. `size` is in bytes, `sha256` in hexadecimal."""

    uuid = models.UUIDField("kenmerk", default=uuid.uuid4, editable=False)
    name = models.CharField("naam", max_length=200)
    content_type = models.CharField("soort", max_length=100)
    size = models.PositiveBigIntegerField("grootte")
    sha256 = models.CharField("controlegetal", max_length=64)
    path = models.CharField("plaats", max_length=300)

    class Meta:
        verbose_name = "bestand"
        verbose_name_plural = "bestanden"
        constraints = (
            models.UniqueConstraint(fields=("programme", "uuid"), name="stored_file_uuid_once"),
            models.UniqueConstraint(fields=("programme", "path"), name="stored_file_path_once"),
        )

    def __str__(self) -> str:
        return self.name


record_history(__name__)
