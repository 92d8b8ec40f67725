"""Choices of the schools room."""

from __future__ import annotations

from django.db import models


class Education(models.TextChoices):
    """Level of education."""

    PRIMARY = "basis", "basisonderwijs"
    SECONDARY = "secundair", "secundair onderwijs"
    SPECIAL = "buitengewoon", "buitengewoon onderwijs"


class SessionKind(models.TextChoices):
    """Kinds of guidance session; the first two are counted in the report's table, the others are listed."""

    COLLECTIVE = "collectief", "collectief"
    INDIVIDUAL = "individueel", "individueel"
    KICK_OFF = "kick-off", "kick-off"
    TWO_DAY = "tweedaagse", "tweedaagse"
    FORUM = "forum", "forum"


class SessionState(models.TextChoices):
    """A planned session counts nowhere until it is held."""

    PLANNED = "planned", "gepland"
    HELD = "held", "gehouden"
    CANCELLED = "cancelled", "geannuleerd"


class MemberRole(models.TextChoices):
    """Roles in a flywheel team."""

    DRIVER = "trekker", "trekker"
    MEMBER = "lid", "lid"
    LEADER = "leidinggevende", "leidinggevende"


class FollowUpOwner(models.TextChoices):
    """Who takes a next step."""

    ADVISER = "adviseur", "adviseur"
    SCHOOL = "school", "school"


class KeyScope(models.TextChoices):
    """What a machine's key may do, within the role of who made it."""

    READ = "read", "lezen"
    WRITE = "write", "schrijven"
