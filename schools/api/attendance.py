"""Which school took part in which session, in the API."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from rest_framework import serializers

from schools.enums import SessionKind, SessionState
from schools.queries import attendance_as_told
from schools.rest.listing import Filter, Listing, Row, Single
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


class AttendanceRow(Row):
    """That a school took part in a session."""

    id = serializers.IntegerField()
    session = serializers.UUIDField(source="session.uuid")
    kind = serializers.ChoiceField(choices=SessionKind.choices, source="session.kind")
    state = serializers.ChoiceField(choices=SessionState.choices, source="session.state", help_text="Alleen `held` telt.")
    date = serializers.DateField(source="session.date", allow_null=True)
    network = serializers.SlugField(source="network_key", allow_null=True, help_text="Het netwerk van de sessie, of dat van de school op haar datum.")
    school = serializers.SlugField(source="school.key")
    school_name = serializers.CharField(source="school.name")
    updated_at = serializers.DateTimeField()


class AttendanceRows:
    """Who attended the sessions that somebody may see."""

    needs = Permission.VIEW_SCHOOL
    row = AttendanceRow

    def rows(self, access: Access) -> QuerySet[Any]:
        """Each with its session."""
        return attendance_as_told(access)


class AttendanceList(AttendanceRows, Listing):
    """Attendance: one row per school and session."""

    name = "attendance"
    filters = {
        "school": Filter(serializers.SlugField(help_text="Kenmerk van een school."), "school__key"),
        "session": Filter(serializers.UUIDField(help_text="Kenmerk van een sessie."), "session__uuid"),
        "kind": Filter(serializers.ChoiceField(choices=SessionKind.choices), "session__kind"),
        "state": Filter(serializers.ChoiceField(choices=SessionState.choices), "session__state"),
        "network": Filter(serializers.SlugField(help_text="Kenmerk van een netwerk."), "network_key"),
    }


class AttendanceView(AttendanceRows, Single):
    """One school at one session."""

    lookup = "id"


urlpatterns = [
    path("attendance/", AttendanceList.as_view(), name="api_attendance"),
    path("attendance/<int:id>/", AttendanceView.as_view(), name="api_attendance_one"),
]
