"""Choices of the sprints room."""

from __future__ import annotations

from django.db import models


class BuildingBlock(models.TextChoices):
    """The building blocks of the organisation."""

    STRUCTURE = "structuur", "school- en teamstructuur"
    SYSTEMS = "systemen", "systemen"
    CULTURE = "cultuur", "cultuur"
    LEADERSHIP = "leiderschap", "leiderschap"
    STAFF = "medewerkers", "medewerkers"


class SprintState(models.TextChoices):
    """Where a sprint is."""

    PLANNED = "planned", "gepland"
    RUNNING = "running", "loopt"
    CLOSED = "closed", "gesloten"


class InitiativeState(models.TextChoices):
    """Where an initiative is; the last two come with the close of its sprint."""

    PLANNED = "planned", "gepland"
    BUSY = "busy", "bezig"
    DONE = "done", "klaar"
    STOPPED = "stopped", "gestopt"
    CARRIED = "carried", "meegenomen"


OPEN_STATES = (InitiativeState.PLANNED, InitiativeState.BUSY)


class AdviceState(models.TextChoices):
    """What a guest sends is shown to nobody but the flywheel before a member looked at it."""

    WAITING = "waiting", "wacht op nazicht"
    SHOWN = "shown", "getoond"
    SET_ASIDE = "set_aside", "opzijgelegd"


class AdviceKind(models.TextChoices):
    """Kinds of advice. None of them is a vote, and none blocks."""

    AGREE = "akkoord", "akkoord"
    SUGGESTION = "suggestie", "suggestie"
    CONCERN = "bezorgdheid", "bezorgdheid"
    PERSONAL = "persoonlijk bezwaar", "persoonlijk bezwaar"
    PRINCIPLED = "principieel bezwaar", "principieel bezwaar"


class Verdict(models.TextChoices):
    """What the flywheel did with an advice."""

    TAKEN = "overgenomen", "overgenomen"
    PARTLY = "deels overgenomen", "deels overgenomen"
    NOT_TAKEN = "niet overgenomen", "niet overgenomen"


class ForumGroupKind(models.TextChoices):
    """Whom the duty of advice asks to be asked."""

    TOUCHED = "touched", "geraakt door het voorstel"
    EXPERT = "expert", "weet ervan"
