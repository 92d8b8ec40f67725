"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "warmescholen.accounts"
    verbose_name = "accounts"
