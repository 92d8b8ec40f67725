"""Roles and permissions as plain data: who may do what, readable by a school leader."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.db import models


class Permission(StrEnum):
    """What somebody may do; the value is what a refusal says when the permission is missing."""

    VIEW_PROGRAMME = "het programma zien"
    VIEW_SCHOOL = "een school en haar sessies zien"
    MANAGE_SCHOOLS = "scholen en netwerken beheren"
    LOG_SESSION = "sessies loggen"
    TICK_FOR_SCHOOL = "afspraken van de school afvinken"
    READ_TEAM_NOTE = "de nota's van het begeleidingsteam lezen"
    RATE_AS_ADVISER = "een school inschalen als adviseur"
    RATE_AS_SCHOOL = "de eigen school inschalen"
    AGREE_RATING = "een afgesproken niveau vastleggen"
    MANAGE_ROUNDS = "meetrondes openen en sluiten"
    CHOOSE_POINTS = "aandachtspunten verwoorden en kiezen voor de rapportage"
    VIEW_LEVELS = "de niveaus van scholen zien"
    VIEW_SPRINT = "sprints en forums lezen"
    COMMENT_SPRINT = "commentaar geven bij een sprint"
    CHANGE_SPRINT = "een sprint wijzigen en advies beantwoorden"
    VIEW_REPORT = "rapportages lezen"
    WRITE_REPORT = "hoofdstukken van een rapportage schrijven"
    FREEZE_REPORT = "een rapportage bevriezen"
    MANAGE_PEOPLE = "mensen, rollen en sleutels beheren"
    READ_RECORD = "de geschiedenis en het toegangslogboek lezen"
    VIEW_AGGREGATES = "gepubliceerde verdelingen zien"


class Scope(StrEnum):
    """What a role can be bound to; the value is what people read."""

    PROGRAMME = "het hele programma"
    NETWORK = "een netwerk"
    SCHOOL = "een school"


class Role(models.TextChoices):
    """What somebody is in a programme."""

    MANAGER = "programmabeheerder", "programmabeheerder"
    COORDINATOR = "netwerkcoordinator", "netwerkcoördinator"
    ADVISER = "adviseur", "adviseur"
    FLYWHEEL = "vliegwiellid", "vliegwiellid"
    OBSERVER = "waarnemer", "waarnemer"


DESCRIPTIONS: Mapping[Role, str] = MappingProxyType(
    {
        Role.MANAGER: "Alles in het programma, mensen en sleutels inbegrepen; niet de privénota's van anderen.",
        Role.COORDINATOR: "Scholen, adviseurs, meetrondes en de rapportage van de eigen netwerken.",
        Role.ADVISER: "Logt sessies, schaalt in, schrijft toegewezen hoofdstukken; leest sprints en geeft er commentaar bij.",
        Role.FLYWHEEL: "Plant en sluit de sprints van de eigen school, leidt het forum en schaalt de eigen school in.",
        Role.OBSERVER: "Ziet verdelingen, nooit het niveau van een school in een te kleine groep.",
    }
)

SCOPES: Mapping[Role, frozenset[Scope]] = MappingProxyType(
    {
        Role.MANAGER: frozenset({Scope.PROGRAMME}),
        Role.COORDINATOR: frozenset({Scope.NETWORK}),
        Role.ADVISER: frozenset({Scope.NETWORK, Scope.SCHOOL}),
        Role.FLYWHEEL: frozenset({Scope.SCHOOL}),
        Role.OBSERVER: frozenset({Scope.PROGRAMME, Scope.NETWORK}),
    }
)

# Who reaches further than one school signs in with more than a password.
SECOND_FACTOR_ROLES = frozenset({Role.MANAGER, Role.COORDINATOR})

_P = Permission
_COORDINATOR = frozenset(
    {
        _P.VIEW_PROGRAMME, _P.VIEW_SCHOOL, _P.MANAGE_SCHOOLS, _P.LOG_SESSION, _P.READ_TEAM_NOTE, _P.RATE_AS_ADVISER, _P.AGREE_RATING,
        _P.MANAGE_ROUNDS, _P.CHOOSE_POINTS, _P.VIEW_LEVELS, _P.VIEW_SPRINT, _P.COMMENT_SPRINT, _P.VIEW_REPORT, _P.WRITE_REPORT, _P.FREEZE_REPORT,
        _P.VIEW_AGGREGATES,
    }
)  # fmt: skip
PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.MANAGER: _COORDINATOR | {_P.MANAGE_PEOPLE, _P.READ_RECORD},
        Role.COORDINATOR: _COORDINATOR,
        Role.ADVISER: frozenset(
            {
                _P.VIEW_PROGRAMME, _P.VIEW_SCHOOL, _P.LOG_SESSION, _P.READ_TEAM_NOTE, _P.RATE_AS_ADVISER, _P.AGREE_RATING,
                _P.VIEW_LEVELS, _P.VIEW_SPRINT, _P.COMMENT_SPRINT, _P.VIEW_REPORT, _P.WRITE_REPORT, _P.VIEW_AGGREGATES,
            }
        ),
        Role.FLYWHEEL: frozenset(
            {
                _P.VIEW_PROGRAMME, _P.VIEW_SCHOOL, _P.TICK_FOR_SCHOOL, _P.RATE_AS_SCHOOL, _P.AGREE_RATING, _P.VIEW_LEVELS, _P.VIEW_SPRINT,
                _P.COMMENT_SPRINT, _P.CHANGE_SPRINT, _P.VIEW_AGGREGATES,
            }
        ),
        Role.OBSERVER: frozenset({_P.VIEW_PROGRAMME, _P.VIEW_AGGREGATES}),
    }
)  # fmt: skip

# What a key without the scope "write" keeps of its maker's permissions; a permission that is not named here changes something.
READING = frozenset(
    {
        _P.VIEW_PROGRAMME, _P.VIEW_SCHOOL, _P.READ_TEAM_NOTE, _P.VIEW_LEVELS, _P.VIEW_SPRINT, _P.VIEW_REPORT, _P.READ_RECORD,
        _P.VIEW_AGGREGATES,
    }
)  # fmt: skip
