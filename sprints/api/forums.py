"""Forums and advice in the API."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import path
from rest_framework import serializers

from schools.rest.listing import Filter, Listing, Row, Single
from sprints.enums import AdviceKind, AdviceState, ForumGroupKind, Verdict
from sprints.models import Advice, Forum, ForumGroup
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


class GroupRow(serializers.Serializer[Any]):
    """A group that is asked for advice."""

    kind = serializers.ChoiceField(choices=ForumGroupKind.choices)
    name = serializers.CharField()


class ForumRow(Row):
    """The meeting with stakeholders at the end of a sprint."""

    id = serializers.IntegerField()
    sprint = serializers.IntegerField(source="sprint_id")
    school = serializers.SlugField(source="sprint.school.key")
    date = serializers.DateField()
    place = serializers.CharField()
    question = serializers.CharField()
    groups = GroupRow(many=True, source="asked", help_text="Wie om advies gevraagd wordt.")
    held_at = serializers.DateTimeField(allow_null=True)
    report = serializers.CharField()
    updated_at = serializers.DateTimeField()


class AdviceRow(Row):
    """An advice with its answer."""

    id = serializers.IntegerField()
    forum = serializers.IntegerField(source="forum_id")
    sprint = serializers.IntegerField(source="forum.sprint_id")
    school = serializers.SlugField(source="forum.sprint.school.key")
    who = serializers.CharField(help_text="De functie of groep van wie adviseert.")
    kind = serializers.ChoiceField(choices=AdviceKind.choices)
    text = serializers.CharField()
    state = serializers.ChoiceField(choices=AdviceState.choices, help_text="Wat wacht of opzijgelegd is, ziet alleen het vliegwiel zelf.")
    given_at = serializers.DateTimeField()
    verdict = serializers.ChoiceField(choices=Verdict.choices, source="answer.verdict", allow_null=True, help_text="Het antwoord.")
    because = serializers.CharField(source="answer.because", allow_null=True, help_text="De reden van het antwoord.")
    updated_at = serializers.DateTimeField()


class ForumRows:
    """The forums that somebody may read."""

    needs = Permission.VIEW_SPRINT
    row = ForumRow

    def rows(self, access: Access) -> QuerySet[Any]:
        """Each with whom it asks."""
        groups = ForumGroup.objects.filter(forum=OuterRef("pk")).order_by("pk")
        return Forum.objects.visible_to(access).annotate(asked=ArraySubquery(groups.values(told=JSONObject(kind="kind", name="name"))))


class AdviceRows:
    """The advice that somebody may read."""

    needs = Permission.VIEW_SPRINT
    row = AdviceRow

    def rows(self, access: Access) -> QuerySet[Any]:
        """Of one's schools."""
        return Advice.objects.visible_to(access)


class ForumList(ForumRows, Listing):
    """Forums."""

    name = "forums"
    filters = {
        "school": Filter(serializers.SlugField(help_text="Kenmerk van een school."), "sprint__school__key"),
        "sprint": Filter(serializers.IntegerField(), "sprint"),
        "date_from": Filter(serializers.DateField(help_text="Vanaf deze dag."), "date__gte"),
        "date_to": Filter(serializers.DateField(help_text="Tot en met deze dag."), "date__lte"),
    }


class ForumView(ForumRows, Single):
    """One forum."""

    lookup = "id"


class AdviceList(AdviceRows, Listing):
    """Advice, each with its answer."""

    name = "advice"
    filters = {
        "school": Filter(serializers.SlugField(help_text="Kenmerk van een school."), "forum__sprint__school__key"),
        "forum": Filter(serializers.IntegerField(), "forum"),
        "kind": Filter(serializers.ChoiceField(choices=AdviceKind.choices), "kind"),
    }


class AdviceView(AdviceRows, Single):
    """One advice."""

    lookup = "id"


urlpatterns = [
    path("forums/", ForumList.as_view(), name="api_forums"),
    path("forums/<int:id>/", ForumView.as_view(), name="api_forum"),
    path("advice/", AdviceList.as_view(), name="api_advice"),
    path("advice/<int:id>/", AdviceView.as_view(), name="api_advice_one"),
]
