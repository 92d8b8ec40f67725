"""`manage.py setup_database`: roles, database, migrations."""

from __future__ import annotations

import argparse
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from warmescholen.tenancy import roles


class Command(BaseCommand):
    """Make the roles and the database with the administrative login, then migrate as the owner."""

    help = "Makes the database with its roles where they are missing, and migrates it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """`--reset` drops everything first."""
        parser.add_argument("--reset", action="store_true", help="drop the database first: everything in it is lost")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raise CommandError in one sentence when the server refuses."""
        admin = settings.DATABASE_ADMIN
        try:
            roles.make_database(admin, secret_key=settings.SECRET_KEY, reset=options["reset"])
        except psycopg2.Error as error:
            message = f"PostgreSQL at {admin['HOST'] or 'the local socket'} refuses the set-up: {str(error).strip().splitlines()[0]}"
            raise CommandError(message) from error
        call_command("migrate", database="migrator", interactive=False, verbosity=options["verbosity"] - 1)
