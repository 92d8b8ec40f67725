"""`manage.py retention`: remove what passed its term and what the role that serves may not remove."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from warmescholen.privacy import retention
from warmescholen.tenancy.models import Programme
from warmescholen.tenancy.ops import ops_connection


class Command(BaseCommand):
    """One transaction per programme; what was removed stands in the programme's own log of cleaning up."""

    help = "Removes old entries of the access log and of the history, by the terms in the settings."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print what was removed."""
        with ops_connection() as alias:
            for programme in Programme.objects.using(alias).order_by("pk"):
                removed = {name: number for name, number in retention.clean_record(programme).items() if number}
                self.stdout.write(f"{programme.slug}: {removed or 'nothing'}")
