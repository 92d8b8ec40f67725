"""App configuration."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "warmescholen.ui"
    verbose_name = "onderdelen"
