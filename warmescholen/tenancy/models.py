"""The programme, which is the tenant, and the base of every model that belongs to one."""

from __future__ import annotations

from django.db import models

RESERVED_SLUGS = (
    "accounts", "admin", "api", "beheer", "csp", "css", "favicon.ico", "forum", "fonts", "gast", "healthz", "js", "kalender", "manifest.webmanifest",
    "media", "offline", "privacy", "readyz", "robots.txt", "static", "stijl", "sw.js", "toegankelijkheid", "voorkeuren", "zoeken",
)  # fmt: skip


class Programme(models.Model):
    """A tenant: everything else lives in exactly one programme. Stands outside the walls, so it holds nothing confidential."""

    class State(models.TextChoices):
        """Whether work goes on in it."""

        RUNNING = "running", "loopt"
        ENDED = "ended", "afgelopen"

    slug = models.SlugField("adres", unique=True, max_length=60)
    name = models.CharField("naam", max_length=200)
    state = models.CharField("toestand", max_length=20, choices=State, default=State.RUNNING)
    is_demo = models.BooleanField("demogegevens", default=False)

    class Meta:
        verbose_name = "programma"
        verbose_name_plural = "programma's"
        constraints = (
            models.CheckConstraint(condition=~models.Q(slug__in=RESERVED_SLUGS), name="programme_slug_not_reserved"),
            models.CheckConstraint(condition=models.Q(state__in=["running", "ended"]), name="programme_state_known"),
        )

    def __str__(self) -> str:
        return self.name


class TenantModel(models.Model):
    """A row that belongs to one programme. The database backend builds the walls around its table."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", verbose_name="programma")
    created_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    updated_at = models.DateTimeField("gewijzigd op", auto_now=True)

    class Meta:
        abstract = True
