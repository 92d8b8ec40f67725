"""Sprints and initiatives in the API."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.urls import path
from rest_framework import serializers

from schools.rest.listing import Filter, Listing, Row, Single
from sprints.enums import BuildingBlock, InitiativeState, SprintState
from sprints.models import Initiative, InitiativeIndicator, Sprint
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


class SprintRow(Row):
    """Some ten school weeks of work of one flywheel."""

    id = serializers.IntegerField()
    school = serializers.SlugField(source="school.key")
    number = serializers.IntegerField(help_text="De hoeveelste sprint van de school.")
    title = serializers.CharField()
    goal = serializers.CharField()
    done_when = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="De laatste dag.")
    forum_on = serializers.DateField(source="forum.date", allow_null=True)
    state = serializers.ChoiceField(choices=SprintState.choices)
    closed_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()


class InitiativeRow(Row):
    """What a flywheel does in a sprint."""

    id = serializers.IntegerField()
    sprint = serializers.IntegerField(source="sprint_id")
    school = serializers.SlugField(source="sprint.school.key")
    title = serializers.CharField()
    text = serializers.CharField()
    blocks = serializers.ListField(child=serializers.ChoiceField(choices=BuildingBlock.choices), help_text="Bouwstenen.")
    indicators = serializers.ListField(child=serializers.IntegerField(), source="indicator_numbers", help_text="Nummers van indicatoren.")
    owner = serializers.CharField(help_text="De functie van wie het trekt.")
    state = serializers.ChoiceField(choices=InitiativeState.choices)
    outcome = serializers.CharField()
    carried_from = serializers.IntegerField(source="carried_from_id", allow_null=True, help_text="Uit een vorige sprint meegenomen.")
    updated_at = serializers.DateTimeField()


class SprintRows:
    """The sprints that somebody may read."""

    needs = Permission.VIEW_SPRINT
    row = SprintRow

    def rows(self, access: Access) -> QuerySet[Any]:
        """Of one's schools."""
        return Sprint.objects.visible_to(access)


class InitiativeRows:
    """The initiatives of the sprints that somebody may read."""

    needs = Permission.VIEW_SPRINT
    row = InitiativeRow

    def rows(self, access: Access) -> QuerySet[Any]:
        """Each with the indicators that it means to move."""
        links = InitiativeIndicator.objects.filter(initiative=OuterRef("pk")).order_by("indicator__number")
        return Initiative.objects.visible_to(access).annotate(indicator_numbers=ArraySubquery(links.values("indicator__number")))


class SprintList(SprintRows, Listing):
    """Sprints."""

    name = "sprints"
    filters = {
        "school": Filter(serializers.SlugField(help_text="Kenmerk van een school."), "school__key"),
        "state": Filter(serializers.ChoiceField(choices=SprintState.choices), "state"),
    }


class SprintView(SprintRows, Single):
    """One sprint."""

    lookup = "id"


class InitiativeList(InitiativeRows, Listing):
    """Initiatives."""

    name = "initiatives"
    filters = {
        "school": Filter(serializers.SlugField(help_text="Kenmerk van een school."), "sprint__school__key"),
        "sprint": Filter(serializers.IntegerField(), "sprint"),
        "state": Filter(serializers.ChoiceField(choices=InitiativeState.choices), "state"),
        "indicator": Filter(serializers.IntegerField(help_text="Nummer van een indicator."), "indicator_links__indicator__number"),
    }


class InitiativeView(InitiativeRows, Single):
    """One initiative."""

    lookup = "id"


urlpatterns = [
    path("sprints/", SprintList.as_view(), name="api_sprints"),
    path("sprints/<int:id>/", SprintView.as_view(), name="api_sprint"),
    path("initiatives/", InitiativeList.as_view(), name="api_initiatives"),
    path("initiatives/<int:id>/", InitiativeView.as_view(), name="api_initiative"),
]
