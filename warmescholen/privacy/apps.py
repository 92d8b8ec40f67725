"""App configuration."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "warmescholen.privacy"
    verbose_name = "privacy"
