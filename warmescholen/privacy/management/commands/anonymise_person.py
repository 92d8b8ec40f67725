"""`manage.py anonymise_person`: take a person out of a programme, as the database role `ops`."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from warmescholen.accounts.models import User
from warmescholen.privacy.erasing import account, anonymise
from warmescholen.privacy.erasing.anonymise import NothingToErase, Outcome
from warmescholen.privacy.models import ErasureRequest
from warmescholen.tenancy.models import Programme
from warmescholen.tenancy.ops import ALIAS, ops_connection


class Command(BaseCommand):
    """Each person and programme is one transaction. What was done is printed in numbers, and added to the erasure list."""

    help = "Anonymises a person in one programme, or carries out the requests that waited long enough."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Whom and where, or everything that is due."""
        parser.add_argument("--programme", help="the programme's address")
        parser.add_argument("--user", help="the account's number or address; or the address that a guest or somebody invited left")
        parser.add_argument("--everywhere", action="store_true", help="in every programme, and the account itself")
        parser.add_argument("--due", action="store_true", help="all requests whose waiting time is over")
        parser.add_argument("--by", help="address of who decided it, for the history")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raise CommandError when there is nothing to do."""
        with ops_connection():
            if options["due"]:
                self._carry_out_requests()
                return
            if not options["user"] or bool(options["programme"]) is options["everywhere"]:
                message = "Give --user with --programme or --everywhere, or --due."
                raise CommandError(message)
            for outcome in self._outcomes(options):
                self._tell(outcome)

    def _outcomes(self, options: dict[str, Any]) -> list[Outcome]:
        user = _find(options["user"])
        who = _decided_by(options["by"])
        try:
            if user is None:
                return [anonymise.anonymise_address(programme=each, email=options["user"], who=who) for each in _programmes(options, None)]
            return [anonymise.anonymise_person(programme=each, user=user, who=who) for each in _programmes(options, user)]
        except NothingToErase as error:
            raise CommandError(str(error)) from error

    def _carry_out_requests(self) -> None:
        due = list(ErasureRequest.objects.using(ALIAS).open().filter(not_before__lte=timezone.now()).order_by("pk"))
        for request in due:
            programme = Programme.objects.using(ALIAS).get(pk=request.programme_id)
            user = User.objects.using(ALIAS).get(pk=request.person_id)
            by = User.objects.using(ALIAS).filter(pk=request.requested_by_id or 0).values_list("email", flat=True).first()
            self._tell(anonymise.anonymise_person(programme=programme, user=user, who=_decided_by(by)))
        self.stdout.write(f"{len(due)} requests carried out.")

    def _tell(self, outcome: Outcome) -> None:
        numbers = ", ".join(f"{name} {number}" for name, number in sorted(outcome.counts.items()))
        end = "The account is erased." if outcome.account_erased else "The account stays for other programmes, or there was none."
        self.stdout.write(f"{outcome.programme}: anoniem-{outcome.token}: {numbers}. {end}")


def _find(text: str) -> User | None:
    if text.isdigit():
        user = User.objects.using(ALIAS).filter(pk=int(text)).first()
        if user is None:
            message = f"There is no account {text}."
            raise CommandError(message)
        return user
    return User.objects.using(ALIAS).filter(email=text.lower()).first()


def _programmes(options: dict[str, Any], user: User | None) -> list[Programme]:
    programmes = Programme.objects.using(ALIAS).order_by("pk")
    if options["everywhere"]:
        return list(programmes if user is None else programmes.filter(pk__in=account.programmes_of(user.pk)))
    found = list(programmes.filter(slug=options["programme"]))
    if not found:
        message = f"There is no programme {options['programme']}."
        raise CommandError(message)
    return found


def _decided_by(email: str | None) -> dict[str, str] | None:
    if not email:
        return None
    user = User.objects.using(ALIAS).filter(email=email.lower()).first()
    if user is None:
        message = f"There is no account {email}."
        raise CommandError(message)
    return {"who": f"user:{user.pk}", "label": str(user), "path": "manage.py anonymise_person"}
