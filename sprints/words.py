"""What the guest's page says, in Dutch and in English: not every parent reads Dutch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sprints.enums import AdviceKind


@dataclass(frozen=True)
class Words:
    """Every text of the page in one language."""

    language: str
    other: str
    other_name: str
    asked: str
    goal: str
    kind: str
    kinds: Mapping[AdviceKind, tuple[str, str]]
    text: str
    pupils: str
    who: str
    who_help: str
    email: str
    email_help: str
    send: str
    optional: str
    privacy: str
    what_happens: str
    thanks: str
    thanks_text: str
    another: str
    look_again: str
    over: str
    over_text: str
    closed_meanwhile: str
    required: str
    wrong_email: str
    skip: str
    draft: str
    draft_back: str
    draft_away: str


DUTCH = Words(
    language="nl-BE",
    other="en",
    other_name="English",
    asked="Jouw advies wordt gevraagd",
    goal="Waar het over gaat",
    kind="Wat voor advies geef je?",
    kinds={
        AdviceKind.AGREE: ("Akkoord", "zo kan het voor mij"),
        AdviceKind.SUGGESTION: ("Suggestie", "een idee om het beter te maken"),
        AdviceKind.CONCERN: ("Bezorgdheid", "iets om rekening mee te houden"),
        AdviceKind.PERSONAL: ("Persoonlijk bezwaar", "voor mij werkt dit niet"),
        AdviceKind.PRINCIPLED: ("Principieel bezwaar", "dit is slecht voor de school"),
    },
    text="Jouw advies",
    pupils="Schrijf geen namen of gegevens van leerlingen.",
    who="Vanuit welke rol of groep spreek je?",
    who_help="Bijvoorbeeld ouder of buur. Je naam is niet nodig.",
    email="E-mailadres voor het antwoord",
    email_help="Alleen om je het antwoord te sturen; daarna wissen we het.",
    send="Advies versturen",
    optional="mag leeg blijven",
    privacy="Wat we van je bewaren",
    what_happens="Een lid van het vliegwiel leest je advies eerst na. Daarna krijgt het een antwoord met een reden. Er wordt niet gestemd.",
    thanks="Bedankt, je advies is aangekomen",
    thanks_text="Een lid van het vliegwiel leest het na. Op het forum krijgt elk advies een antwoord met een reden.",
    another="Nog een advies geven",
    look_again="Kijk dit nog even na",
    over="Deze link werkt niet meer",
    over_text="Ze is verlopen, ingetrokken of niet volledig. Scan de QR-code opnieuw, of vraag de school om een nieuwe.",
    closed_meanwhile="Deze link is intussen gesloten en je advies is niet verstuurd. Kopieer wat je schreef en bezorg het aan de school.",
    required="Vul dit nog in.",
    wrong_email="Dit is geen volledig e-mailadres.",
    skip="Naar de inhoud",
    draft="Op dit toestel staat nog wat je hier eerder typte.",
    draft_back="Terugzetten",
    draft_away="Weggooien",
)
ENGLISH = Words(
    language="en",
    other="nl",
    other_name="Nederlands",
    asked="Your advice is asked for",
    goal="What it is about",
    kind="What kind of advice do you give?",
    kinds={
        AdviceKind.AGREE: ("Agree", "this is fine with me"),
        AdviceKind.SUGGESTION: ("Suggestion", "an idea to make it better"),
        AdviceKind.CONCERN: ("Concern", "something to keep in mind"),
        AdviceKind.PERSONAL: ("Personal objection", "this does not work for me"),
        AdviceKind.PRINCIPLED: ("Objection in principle", "this is bad for the school"),
    },
    text="Your advice",
    pupils="Do not write names or details of pupils.",
    who="In which role or for which group do you speak?",
    who_help="For example parent or neighbour. Your name is not needed.",
    email="E-mail address for the answer",
    email_help="Only to send you the answer; after that we erase it.",
    send="Send advice",
    optional="may stay empty",
    privacy="What we keep of you (in Dutch)",
    what_happens="A member of the school's team reads your advice first. Then it gets an answer with a reason. There is no vote.",
    thanks="Thank you, your advice has arrived",
    thanks_text="A member of the school's team reads it first. At the forum every advice gets an answer with a reason.",
    another="Give another advice",
    look_again="Please look at this again",
    over="This link no longer works",
    over_text="It has expired, was withdrawn or is not complete. Scan the QR code again, or ask the school for a new one.",
    closed_meanwhile="This link was closed in the meantime and your advice was not sent. Copy what you wrote and give it to the school.",
    required="Please fill this in.",
    wrong_email="This is not a complete e-mail address.",
    skip="To the content",
    draft="This device still has what you typed here before.",
    draft_back="Put back",
    draft_away="Throw away",
)


def words_for(language: str) -> Words:
    """The texts for a language that was asked for; Dutch for any other."""
    return ENGLISH if language == "en" else DUTCH
