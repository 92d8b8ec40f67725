"""App configuration: seals the history after each migration and registers its checks."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """Who changed and who saw what."""

    name = "warmescholen.audit"
    verbose_name = "geschiedenis en toegang"

    def ready(self) -> None:
        """Connect the seal and the checks, which need the models to be loaded."""
        from warmescholen.audit import checks, signals  # noqa: F401, PLC0415 (registering is the import's purpose)

        post_migrate.connect(_seal, sender=self)


def _seal(using: str, **_kwargs: Any) -> None:
    from warmescholen.audit.seal import seal  # noqa: PLC0415 (the models are loaded by then)

    seal(using=using)
