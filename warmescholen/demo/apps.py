"""App configuration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "warmescholen.demo"
    verbose_name = "demo"
