"""App configuration."""

from django.apps import AppConfig


class SprintsConfig(AppConfig):
    """See README.md for what this room holds."""

    name = "sprints"
    verbose_name = "sprints"

    def ready(self) -> None:
        """Tell the jobs which work is done here; the models have to be loaded for it."""
        import sprints.tasks  # noqa: F401, PLC0415 (registering is the import's purpose)
