"""App configuration."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "warmescholen.home"
    verbose_name = "begin"
