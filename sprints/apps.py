"""App configuration."""

from django.apps import AppConfig


class SprintsConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "sprints"
    verbose_name = "sprints"
