"""App configuration: registers the checks of the walls."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """The programme and its walls."""

    name = "warmescholen.tenancy"
    verbose_name = "programma's"

    def ready(self) -> None:
        """Register the system checks, which need the models to be loaded."""
        from warmescholen.tenancy import checks  # noqa: F401, PLC0415 (registering is the import's purpose)
