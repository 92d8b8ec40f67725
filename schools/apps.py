"""App configuration."""

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "schools"
    verbose_name = "scholen"
