"""App configuration."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "indicators"
    verbose_name = "indicatoren"
