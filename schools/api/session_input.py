"""What a program sends of a session: read, checked, and turned into what the services know."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework import serializers

from networks.models import Network
from schools.enums import FollowUpOwner, SessionKind, SessionState
from schools.models import School, SchoolGroup, Session, Topic
from schools.rest.problems import Refused, VersionMissing, VersionStale
from schools.services.session_checks import LONGEST_MINUTES, NewSession, SessionChanged, SessionRefused, Step
from schools.services.session_put import Sent, SessionAbsent, SessionUnseen, VersionNeeded
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Role

Row = TypeVar("Row", bound=Model)

READ_ONLY = {"id", "version", "updated_at"}
# How a refusal of the services names a part, and which field of the body that is.
FIELDS = {"reason": "cancel_reason", "place_of": "school"}
LONGEST_NOTE = 100_000


class StepInput(serializers.Serializer[Any]):
    """A next step; whether it was done is told elsewhere."""

    owner = serializers.ChoiceField(choices=FollowUpOwner.choices)
    text = serializers.CharField(max_length=300)
    due_on = serializers.DateField(allow_null=True, default=None)


def _words(longest: int, **more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=longest, allow_blank=True, trim_whitespace=False, **more)


class SessionInput(serializers.Serializer[Any]):
    """A session as it is sent. A note that is `null` or left out stays as it was."""

    kind = serializers.ChoiceField(choices=SessionKind.choices)
    date = serializers.DateField()
    minutes = serializers.IntegerField(min_value=1, max_value=LONGEST_MINUTES)
    place = _words(200, default="")
    online = serializers.BooleanField(default=False)
    network = serializers.SlugField(allow_null=True, default=None, help_text="Telt bij een sessie van een netwerk; anders volgt ze haar school.")
    school = serializers.SlugField(allow_null=True, default=None)
    schools = serializers.ListField(child=serializers.SlugField(), allow_empty=False, max_length=200)
    advisers = serializers.ListField(child=serializers.EmailField(), max_length=50, allow_null=True, default=None)
    topics = serializers.ListField(child=serializers.CharField(max_length=100), max_length=50, default=list)
    note_shared = _words(LONGEST_NOTE, allow_null=True, default=None)
    note_team = _words(LONGEST_NOTE, allow_null=True, default=None)
    note_private = _words(LONGEST_NOTE, allow_null=True, default=None)
    state = serializers.ChoiceField(choices=SessionState.choices, default=SessionState.HELD)
    follow_ups = StepInput(many=True, default=list)
    title = _words(200, default="")
    group = serializers.SlugField(allow_null=True, default=None)
    cancel_reason = _words(300, default="")


class Telling:
    """Reads a body on behalf of somebody; what this person may not see does not exist, and neither does what never was."""

    def __init__(self, access: Access, uuid: UUID) -> None:
        self._access = access
        self._uuid = uuid
        self._there = Session.objects.visible_to(access).filter(uuid=uuid).first()
        self._faults: dict[str, str] = {}

    def read(self, data: Any) -> Sent:
        """What is sent. Raises Refused or ValidationError with every fault by its field."""
        if isinstance(data, Mapping) and (strange := data.keys() - SessionInput().fields.keys() - READ_ONLY):
            raise Refused(**{str(name)[:60]: "Dit veld kent een sessie niet." for name in strange})
        body = SessionInput(data=data)
        body.is_valid(raise_exception=True)
        told = dict(body.validated_data)
        self._faults |= dict(_contradictions(told))
        new = self._new(told)
        if self._faults:
            raise Refused(**self._faults)
        return Sent(new, told["cancel_reason"], _hash(told))

    def _new(self, told: Mapping[str, Any]) -> NewSession:
        return NewSession(
            uuid=self._uuid,
            kind=SessionKind(told["kind"]),
            state=SessionState(told["state"]),
            date=told["date"],
            minutes=told["minutes"],
            place=told["place"],
            is_online=told["online"],
            title=told["title"],
            schools=tuple(self._all("schools", self._schools(), "key", told["schools"])),
            school=self._one("school", self._schools(), told["school"]),
            group=self._one("group", self._groups(), told["group"]),
            network=self._network(told),
            adviser_ids=self._advisers(told["advisers"]),
            topics=tuple(self._all("topics", Topic.objects.filter(programme_id=self._access.programme_id), "name", told["topics"])),
            follow_ups=tuple(Step(**step) for step in told["follow_ups"]),
            note_shared=self._note(told["note_shared"], "note_shared"),
            note_team=self._note(told["note_team"], "note_team"),
            note_private=self._private(told["note_private"]),
        )

    def _network(self, told: Mapping[str, Any]) -> Network | None:
        """A session of a school or a group follows it: the network that GET tells is that of its date, and no choice of its own."""
        own = self._there.network if self._there else None
        if told["kind"] == SessionKind.INDIVIDUAL or not told["network"]:
            return None
        if own is not None and own.key == told["network"]:
            return own
        if told["kind"] != SessionKind.COLLECTIVE and (told["school"] or told["group"]):
            return None
        return self._one("network", Network.objects.visible_to(self._access), told["network"])

    def _schools(self) -> QuerySet[School]:
        """The schools that somebody may see, and those that this session had already."""
        seen = School.objects.visible_to(self._access)
        return seen | School.objects.filter(pk__in=self._there.attendances.values("school")) if self._there else seen

    def _groups(self) -> QuerySet[SchoolGroup]:
        return SchoolGroup.objects.filter(programme_id=self._access.programme_id, pk__in=self._schools().values("group"))

    def _advisers(self, emails: list[str] | None) -> tuple[int, ...]:
        if emails is None and self._there:
            return tuple(self._there.adviser_links.values_list("user_id", flat=True))
        if emails is None:
            is_adviser = any(grip.role == Role.ADVISER for grip in self._access.grips)
            return (self._access.user_id,) if is_adviser and self._access.user_id else ()
        wanted = [email.lower() for email in emails]
        known = User.objects.filter(memberships__programme=self._access.programme_id)
        if self._there:
            known |= User.objects.filter(pk__in=self._there.adviser_links.values("user"))
        return tuple(user.pk for user in self._all("advisers", known.distinct(), "email", wanted))

    def _note(self, text: str | None, name: str) -> str:
        return text if text is not None else str(getattr(self._there, name)) if self._there else ""

    def _private(self, text: str | None) -> str:
        if text is not None or not self._there:
            return text or ""
        return self._there.private_notes.filter(author=self._access.user_id).values_list("text", flat=True).first() or ""

    def _one(self, field: str, rows: QuerySet[Row], key: str | None) -> Row | None:
        return next(iter(self._all(field, rows, "key", [key])), None) if key else None

    def _all(self, field: str, rows: QuerySet[Row], by: str, wanted: Iterable[str]) -> list[Row]:
        keys = list(dict.fromkeys(wanted))
        found = {getattr(row, by): row for row in rows.filter(**{f"{by}__in": keys})}
        unknown = [key for key in keys if key not in found]
        if unknown:
            self._faults[field] = f"Bestaat niet, of niet voor jou: {', '.join(unknown)}."
        return [found[key] for key in keys if key in found]


def _contradictions(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a page cannot send, and a program can."""
    if told["kind"] == SessionKind.COLLECTIVE:
        if told["school"]:
            yield "school", "Een collectieve sessie is van een netwerk en noemt geen school; wie er was, staat in `schools`."
        if not told["network"]:
            yield "network", "Een collectieve sessie hoort bij een netwerk."
    elif told["school"] and told["group"]:
        yield "group", "Een sessie is van één school of van één groep scholen."
    if told["state"] == SessionState.CANCELLED and not told["cancel_reason"].strip():
        yield "cancel_reason", "Schrijf waarom de sessie niet doorgaat."


@contextmanager
def refusals() -> Iterator[None]:
    """What the services refuse, as answers of the API."""
    try:
        yield
    except SessionRefused as refusal:
        raise Refused(**{FIELDS.get(refusal.part, refusal.part) or "body": str(refusal)}) from refusal
    except SessionUnseen as error:
        raise Http404 from error
    except VersionNeeded as error:
        raise VersionMissing from error
    except (SessionAbsent, SessionChanged) as error:
        raise VersionStale from error


def _hash(told: Mapping[str, Any]) -> str:
    """The same for two bodies that tell the same, whatever the order of fields, schools, advisers and topics."""
    same = {**told, **{name: sorted(told[name] or ()) for name in ("schools", "advisers", "topics")}, "has_advisers": told["advisers"] is not None}
    return hashlib.sha256(json.dumps(same, sort_keys=True, default=str).encode()).hexdigest()
