"""`manage.py create_api_key --programme <slug> --name N --scopes read,write --days 90`: a key for a machine."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management import BaseCommand, CommandError

from schools.access import access_of, first_manager
from schools.services import make_api_key
from schools.services.keys import KeyRefused
from warmescholen.accounts.access import platform_access
from warmescholen.accounts.models import User
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme


class Command(BaseCommand):
    """Make a key and print it once, alone on the last line."""

    help = "Makes an API key. Who runs this on the server may make one for anybody with a role; the key may do what that person may."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """As the contract names them."""
        parser.add_argument("--programme", required=True, help="address of the programme")
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument("--scopes", default="read", help="read, or read,write")
        parser.add_argument("--days", type=int, default=90, help="how long it works")
        parser.add_argument("--by", help="e-mail address of its maker; by default the first programmabeheerder")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the key; raise CommandError in one sentence otherwise."""
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            message = f"There is no programme {options['programme']!r}."
            raise CommandError(message)
        with programme_context(programme.pk):
            maker = _maker(programme, options["by"])
            scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
            try:
                key, token = make_api_key(name=options["name"], scopes=scopes, days=options["days"], by=platform_access(programme.pk), maker=maker)
            except KeyRefused as reason:
                raise CommandError(str(reason)) from reason
        self.stderr.write(f"The key {key.name!r} of {maker} works until {key.expires_at:%Y-%m-%d}. It is shown once:")
        self.stdout.write(token)


def _maker(programme: Programme, email: str | None) -> User:
    user = User.objects.filter(email=email.lower()).first() if email else first_manager(programme.pk)
    if user is None or access_of(user, programme.pk) is None:
        message = f"{email or 'Nobody'} has no role in {programme.name}."
        raise CommandError(message)
    return user
