"""How long what is kept, in days from the settings: one table for the cleaning up, for the page that explains it and for the handbook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings


class Hand(StrEnum):
    """Who cleans up."""

    NIGHTLY = "elke nacht vanzelf"
    OPERATOR = "door de beheerder van de server"
    PERSON = "als je dat vraagt, of als je programma het vraagt"


@dataclass(frozen=True)
class Term:
    """A kind of data with its term; `days` of None means as long as the programme, or until somebody is anonymised."""

    key: str
    what: str
    why: str
    starts: str
    hand: Hand

    @property
    def days(self) -> int | None:
        """The term of this installation."""
        return settings.RETENTION_DAYS.get(self.key)

    @property
    def words(self) -> str:
        """The term as people read it."""
        if self.days is None:
            return self.starts
        return f"{_span(self.days)} {self.starts}" if self.days else self.starts


TERMS: dict[str, Term] = {
    term.key: term
    for term in (
        Term(
            "account",
            "Je account: naam, e-mailadres, wachtwoord (onleesbaar) en tweede stap",
            "om je te laten aanmelden",
            "zolang je in een programma meewerkt",
            Hand.PERSON,
        ),
        Term(
            "programme",
            "Wat je in een programma doet: rollen, sessies, inschalingen, sprints, teksten en bestanden",
            "om scholen te begeleiden en erover te rapporteren",
            "zolang het programma bestaat; daarna op vraag",
            Hand.PERSON,
        ),
        Term(
            "private", "Je privénota's, die alleen jij leest", "als geheugensteun voor jezelf", "tot je ze wist of geanonimiseerd wordt", Hand.PERSON
        ),
        Term("signed_in", "Waar je aangemeld bent: toestel en netwerk", "om je overal te kunnen afmelden", "tot de aanmelding vervalt", Hand.NIGHTLY),
        Term(
            "invitations", "Uitnodigingen die niet gebruikt werden: het e-mailadres", "om iemand binnen te laten", "nadat ze vervielen", Hand.NIGHTLY
        ),
        Term("jobs", "Taken van de server, zoals een PDF maken: wie ze vroeg", "om te tonen hoe ver ze zijn", "nadat ze klaar waren", Hand.NIGHTLY),
        Term("advice_contact", "Het e-mailadres dat een gast bij een advies achterlaat", "om het antwoord te sturen", "na het forum", Hand.NIGHTLY),
        Term("access_log", "Het toegangslogboek: wie persoonsgegevens las of meenam", "om misbruik te vinden", "na de toegang", Hand.OPERATOR),
        Term(
            "history",
            "De geschiedenis: wie wat wanneer wijzigde",
            "om fouten te herstellen en te tonen wie iets besliste",
            "na de wijziging",
            Hand.OPERATOR,
        ),
    )
}


def _span(days: int) -> str:
    """Whole years as years, the rest in days."""
    if days % 365 == 0:
        return f"{days // 365} jaar"
    return "1 dag" if days == 1 else f"{days} dagen"
