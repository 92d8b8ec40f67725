"""Who is to be forgotten, and who stands in the place afterwards."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from functools import cached_property

from allauth.account.models import EmailAddress

from warmescholen.accounts.models import User
from warmescholen.tenancy.ops import ALIAS

HOST = "anoniem.invalid"  # RFC 2606: no mail ever arrives there
NAME_GONE, ADDRESS_GONE = "[naam gewist]", "[adres gewist]"


def new_token() -> str:
    """What a pseudonym is told apart by."""
    return secrets.token_hex(4)


@dataclass(frozen=True)
class Pseudonym:
    """The anonymous account that takes a person's place in one programme."""

    pk: int
    token: str

    @property
    def name(self) -> str:
        """What pages show."""
        return name_of(self.token)

    @property
    def email(self) -> str:
        """An address that nobody has."""
        return address_of(self.token)


@dataclass(frozen=True)
class Forgotten:
    """A person to be forgotten: the account's id where there is one, and everything by which texts can name the person."""

    pk: int | None
    name: str
    emails: frozenset[str]

    @property
    def who(self) -> str:
        """As history and access log keep it."""
        return f"user:{self.pk}"

    @cached_property
    def patterns(self) -> list[tuple[re.Pattern[str], str, str]]:
        """What to look for in texts, what to put there, and a word by which the database can look first.

        A name of one word is too often a word of the language: it is only looked for as the whole of a label.
        """
        found = [(re.compile(re.escape(email), re.IGNORECASE), ADDRESS_GONE, email) for email in sorted(self.emails)]
        if self.pk is not None:  # the address of the page about the person, as history and access log keep it
            found.append((re.compile(rf"(?<=/mensen/){self.pk}(?=/)"), "0", f"/mensen/{self.pk}/"))
        words = self.name.split()
        if len(words) > 1:
            # Between words of a file's name stand underscores, so they count as blanks and end a word.
            name = re.compile(r"(?<![^\W_])" + r"[\s_]+".join(map(re.escape, words)) + r"(?![^\W_])", re.IGNORECASE)
            found.append((name, NAME_GONE, max(words, key=len)))
        return found

    def out_of(self, text: str) -> str:
        """The text without the person."""
        for pattern, instead, _word in self.patterns:
            text = pattern.sub(instead, text)
        return NAME_GONE if self.name and text.strip().casefold() == self.name.strip().casefold() else text


def name_of(token: str) -> str:
    """The name of a pseudonym."""
    return f"Anoniem {token[:4].upper()}"


def address_of(token: str) -> str:
    """The address of a pseudonym."""
    return f"anoniem-{token}@{HOST}"


def forgotten(user: User) -> Forgotten:
    """Everything by which a person with an account is known."""
    addresses = EmailAddress.objects.using(ALIAS).filter(user_id=user.pk).values_list("email", flat=True)
    return Forgotten(user.pk, user.name, frozenset(each.lower() for each in (user.email, *addresses)))


def is_pseudonym(user: User) -> bool:
    """Whether this account already stands in somebody's place."""
    return user.email.endswith(f"@{HOST}")


def make_pseudonym(token: str) -> Pseudonym:
    """An account that nobody can sign in to; the same one for the same token."""
    values = {"name": name_of(token), "is_active": False, "password": "!"}
    user, _made = User.objects.using(ALIAS).get_or_create(email=address_of(token), defaults=values)
    return Pseudonym(user.pk, token)
