"""`manage.py load_demo`: the two demo programmes, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from warmescholen.audit.actors import acting, command
from warmescholen.demo.build import voorbeeld, warme_scholen
from warmescholen.demo.dates import DemoCalendar
from warmescholen.demo.figures import BadFigures, Figures, read_figures
from warmescholen.tenancy.models import Programme

HERE = Path(__file__).resolve().parents[2]


class Command(BaseCommand):
    """Load what is missing; a programme that is there is left as people have made it."""

    help = "Loads the demo programmes warme-scholen and voorbeeld where they are missing."

    def add_arguments(self, parser: Any) -> None:
        """Another folder with figures can be named."""
        parser.add_argument("--data", type=Path, default=HERE / "data", help="folder with the CSV files")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raise CommandError with every fault in the figures, before anything is loaded."""
        try:
            figures = read_figures(options["data"])
        except BadFigures as error:
            message = f"The figures cannot be loaded, nothing was changed:\n{error}"
            raise CommandError(message) from error
        with acting(command("load_demo", "demo")):
            self._load(figures)

    def _load(self, figures: Figures) -> None:
        calendar = DemoCalendar(timezone.localdate())
        if not Programme.objects.filter(slug=warme_scholen.SLUG).exists():
            with transaction.atomic():
                warme_scholen.build(figures, HERE / "texts", calendar, self._say)
        if not Programme.objects.filter(slug=voorbeeld.SLUG).exists():
            self._say("het programma voorbeeld")
            with transaction.atomic():
                voorbeeld.build(HERE / "texts", calendar)

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()
