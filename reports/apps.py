"""App configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "reports"
    verbose_name = "rapportages"

    def ready(self) -> None:
        """Tell the jobs which work is done here; the models have to be loaded for it."""
        import reports.tasks  # noqa: F401, PLC0415 (registering is the import's purpose)
