"""`manage.py apply_erasures`: after a restore, erase again what was erased since the backup."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from warmescholen.privacy.erasing.again import apply_list
from warmescholen.tenancy.ops import ops_connection


class Command(BaseCommand):
    """Safe to run any number of times; run it before a restored database serves anybody."""

    help = "Erases again, after a restore, what stands on the erasure list."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print how many were done again."""
        with ops_connection():
            again, still = apply_list()
        self.stdout.write(f"{again} erasures done again, {still} were still done.")
