"""App configuration."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "warmescholen.files"
    verbose_name = "bestanden"
