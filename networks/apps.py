"""App configuration."""

from django.apps import AppConfig


class NetworksConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "networks"
    verbose_name = "netwerken"
