"""App configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "reports"
    verbose_name = "rapportages"
