"""Guidance sessions in the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import path
from django.utils.http import parse_etags
from rest_framework import serializers
from rest_framework.request import Request

from schools.api.session_input import SessionInput, Telling, refusals
from schools.enums import FollowUpOwner, SessionKind, SessionState
from schools.queries import sessions_as_told, sessions_gone
from schools.rest.formats import to_json
from schools.rest.listing import Filter, Listing, Row, Single
from schools.services.session_put import put_session
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


class FollowUpRow(serializers.Serializer[Any]):
    """A next step."""

    owner = serializers.ChoiceField(choices=FollowUpOwner.choices)
    text = serializers.CharField(max_length=300)
    due_on = serializers.DateField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True, read_only=True)


class SessionRow(Row):
    """A guidance session: one row, however many schools or advisers took part."""

    id = serializers.UUIDField(source="uuid")
    kind = serializers.ChoiceField(choices=SessionKind.choices)
    date = serializers.DateField(allow_null=True)
    minutes = serializers.IntegerField(allow_null=True)
    place = serializers.CharField()
    online = serializers.BooleanField(source="is_online")
    network = serializers.SlugField(source="network_key", allow_null=True, help_text="Het eigen netwerk, of dat van de school op de datum.")
    school = serializers.SlugField(source="school.key", allow_null=True, help_text="Leeg bij een collectieve sessie.")
    schools = serializers.ListField(child=serializers.SlugField(), source="school_keys", help_text="Kenmerken van de scholen die er waren.")
    advisers = serializers.ListField(child=serializers.EmailField(), source="adviser_emails", help_text="E-mailadressen van de begeleiders.")
    topics = serializers.ListField(child=serializers.CharField(), source="topic_names", help_text="Namen uit de themalijst van het programma.")
    note_shared = serializers.CharField(help_text="Gedeeld met de school.")
    note_team = serializers.CharField(
        source="team_note", allow_null=True, help_text="Binnen het begeleidingsteam; `null` voor wie daar niet bij hoort."
    )
    note_private = serializers.CharField(source="private_note", help_text="Alleen de eigen privénota.")
    state = serializers.ChoiceField(choices=SessionState.choices)
    follow_ups = FollowUpRow(many=True, source="steps", help_text="Afspraken.")
    version = serializers.IntegerField(help_text="Telt op bij elke wijziging.")
    updated_at = serializers.DateTimeField()
    title = serializers.CharField()
    group = serializers.SlugField(source="group.key", allow_null=True, help_text="De groep van scholen, bij een individuele sessie met een groep.")
    cancel_reason = serializers.CharField()


class SessionRows:
    """The sessions that somebody may see."""

    needs = Permission.VIEW_SCHOOL
    row = SessionRow

    def rows(self, access: Access) -> QuerySet[Any]:
        """Each with all that was told, and the notes that are for this person."""
        return sessions_as_told(access)

    def gone(self, access: Access) -> QuerySet[Any]:
        """The history of sessions that are no more."""
        return sessions_gone(access)


class SessionList(SessionRows, Listing):
    """Guidance sessions."""

    name = "sessions"
    key = "uuid"
    filters = {
        "kind": Filter(serializers.ChoiceField(choices=SessionKind.choices), "kind"),
        "state": Filter(serializers.ChoiceField(choices=SessionState.choices, help_text="Alleen `held` telt."), "state"),
        "network": Filter(serializers.SlugField(help_text="Kenmerk van een netwerk."), "network_key"),
        "school": Filter(serializers.SlugField(help_text="Kenmerk van een school die er was."), "attendances__school__key"),
        "date_from": Filter(serializers.DateField(help_text="Vanaf deze dag."), "date__gte"),
        "date_to": Filter(serializers.DateField(help_text="Tot en met deze dag."), "date__lte"),
    }


class SessionView(SessionRows, Single):
    """One guidance session, which a program or an offline page sends as often as it takes to arrive."""

    lookup = "uuid"
    writes = Permission.LOG_SESSION
    body = SessionInput

    def put(self, request: Request, programme: str, uuid: UUID) -> HttpResponse:
        """Log the session (201), or tell it anew (200). What GET gives, this takes; read-only fields are ignored.

        The same body again answers 200 and changes nothing. Another one needs the ETag that was read as `If-Match`.
        """
        with self.changing(request, programme) as access:
            self.asked(request)
            named = parse_etags(request.headers.get("If-Match", ""))
            with refusals():
                sent = Telling(access, uuid).read(request.data)
                is_new = put_session(sent=sent, by=access, is_current=(lambda: self.is_current(access, uuid, named)) if named else None)
            return self.answer(self.find(access, uuid), status=201 if is_new else 200)

    def is_current(self, access: Access, uuid: UUID, named: Sequence[str]) -> bool:
        """Whether one of the named tags is that of the session as this person reads it, or the number of its version."""
        data = self.find(access, uuid)
        return not {"*", self.etag(data, to_json(data)), f'"{data["version"]}"'}.isdisjoint(named)

    def etag(self, data: Any, content: bytes) -> str:
        """The version comes first, so that somebody who reads it knows which one it is."""
        return f'"{data["version"]}-{super().etag(data, content)[1:17]}"'


urlpatterns = [
    path("sessions/", SessionList.as_view(), name="api_sessions"),
    path("sessions/<uuid:uuid>/", SessionView.as_view(), name="api_session"),
]
