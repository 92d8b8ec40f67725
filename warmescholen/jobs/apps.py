"""App configuration."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "warmescholen.jobs"
    verbose_name = "taken"
