"""The form that tells of a session: one screen, for logging, planning and telling anew."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from networks.models import Network
from schools.enums import SessionKind, SessionState
from schools.models import School, SchoolGroup, Session, Topic
from schools.queries.places import Habit, Places, attending
from schools.services import NewSession, Step
from schools.services.session_checks import LONGEST_MINUTES
from warmescholen.accounts.access import Forbidden
from warmescholen.accounts.models import User
from warmescholen.ui.form import HouseForm

NO_PUPILS = "Geen namen van leerlingen."
KINDS = (SessionKind.INDIVIDUAL, SessionKind.COLLECTIVE, SessionKind.FORUM, SessionKind.KICK_OFF, SessionKind.TWO_DAY)  # by how often
OTHER = "other"
DURATIONS = [("45", "45 min"), ("60", "1 u"), ("90", "1 u 30"), ("120", "2 u"), ("180", "3 u"), ("240", "halve dag"), (OTHER, "anders")]
NOTE = forms.Textarea(attrs={"rows": 4, "autocapitalize": "sentences"})
PART_FIELDS = {"place_of": "where", "schools": "schools", "minutes": "minutes", "date": "date", "advisers": "advisers"}


@dataclass(frozen=True)
class Offer:
    """What the form offers to choose from; `attended` were at the session before, at `attended_at`, and stay on offer there."""

    places: Places
    topics: Sequence[Topic]
    advisers: Sequence[User]
    recent: Sequence[str] = ()
    attended: Sequence[School] = ()
    attended_at: str = ""


class SessionForm(HouseForm):
    """Where, what kind, when, who and what: `where` is a place as `schools.queries.places` writes it."""

    where = forms.ChoiceField(label="Met wie?", error_messages={"required": "Kies een school of een netwerk."})
    kind = forms.ChoiceField(label="Soort", choices=[(kind.value, kind.label) for kind in KINDS], widget=forms.RadioSelect)
    date = forms.DateField(label="Datum", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    duration = forms.ChoiceField(label="Duur", choices=DURATIONS, widget=forms.RadioSelect)
    minutes = forms.IntegerField(label="Hoeveel minuten?", min_value=1, max_value=LONGEST_MINUTES, required=False)
    attendance_of = forms.CharField(widget=forms.HiddenInput, required=False)
    schools = forms.MultipleChoiceField(
        label="Wie was er?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"required": "Duid aan wie er was.", "invalid_choice": "Kies scholen uit de lijst."},
    )
    note_shared = forms.CharField(
        label="Wat hebben jullie gedaan?",
        widget=NOTE,
        required=False,
        help_text=f"De school leest dit, en het kan in de rapportage staan. {NO_PUPILS}",
    )
    note_team = forms.CharField(
        label="Voor het begeleidingsteam",
        widget=NOTE,
        required=False,
        help_text=f"Adviseurs en coördinator van dit netwerk lezen dit; de school niet. {NO_PUPILS}",
    )
    note_private = forms.CharField(
        label="Alleen voor jou",
        widget=NOTE,
        required=False,
        help_text=f"Niemand anders leest dit. Wie het netwerk beheert, ziet alleen dat er een nota is. {NO_PUPILS}",
    )
    topics = forms.MultipleChoiceField(label="Thema's", widget=forms.CheckboxSelectMultiple, required=False)
    advisers = forms.MultipleChoiceField(label="Begeleiders", widget=forms.CheckboxSelectMultiple, required=False)
    title = forms.CharField(label="Titel", max_length=200, required=False, help_text="Kort, voor een sessie die een naam heeft.")
    place = forms.CharField(label="Plaats", max_length=200, required=False)
    is_online = forms.BooleanField(label="Online", required=False)
    uuid = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    base = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, data: Any = None, *, offer: Offer, **options: Any) -> None:
        super().__init__(data, **options)
        self.offer, places = offer, offer.places
        self._choices("where", _where_choices(places, offer.recent))
        self._choices("topics", [(str(topic.pk), topic.name) for topic in offer.topics])
        self._choices("advisers", [(str(user.pk), str(user)) for user in offer.advisers])
        self.attendance_is_new = False
        self._offer_attendance()

    def clean(self) -> dict[str, Any]:
        """A duration in minutes, and an attendance that was looked at."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("duration") == OTHER and not cleaned.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", "Schrijf hoeveel minuten de sessie duurde.")
        if self.attendance_is_new and self.fields["schools"].required:
            self.add_error("schools", "Kijk na wie er was.")
        return cleaned

    def told(self, *, state: SessionState, steps: Sequence[Step]) -> NewSession:
        """What a valid form tells."""
        told = self.cleaned_data
        place = self.offer.places.find(told["where"])
        possible = {school.key: school for school in self._attending}
        if not isinstance(place, School):
            chosen = tuple(possible[key] for key in told["schools"])
        else:
            chosen = tuple(self.offer.attended) if told["where"] == self.offer.attended_at else (place,)
        return NewSession(
            kind=SessionKind(told["kind"]),
            date=told["date"],
            minutes=told["minutes"] if told["duration"] == OTHER else int(told["duration"]),
            schools=chosen,
            network=place if isinstance(place, Network) else None,
            school=place if isinstance(place, School) else None,
            group=place if isinstance(place, SchoolGroup) else None,
            state=state,
            title=told["title"],
            place=told["place"],
            is_online=told["is_online"],
            note_shared=told["note_shared"],
            note_team=told["note_team"],
            note_private=told["note_private"],
            adviser_ids=tuple(int(pk) for pk in told["advisers"]),
            topics=tuple(topic for topic in self.offer.topics if str(topic.pk) in told["topics"]),
            follow_ups=tuple(steps),
            uuid=told["uuid"],
        )

    def forbidden(self, reason: Forbidden) -> ValidationError:
        """A lack of rights as an error above the form, so that what was typed stays on the screen."""
        return ValidationError(str(reason), code="forbidden")

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _sent(self, name: str) -> Any:
        """What a field holds, sent or initial; a bound field would keep the initial value that it saw first."""
        field = self.fields[name]
        return field.widget.value_from_datadict(self.data, self.files, name) if self.is_bound else self.get_initial_for_field(field, name)

    def _offer_attendance(self) -> None:
        """Who can have been there; a place whose list was not looked at yet gets it with everybody ticked."""
        where = str(self._sent("where") or "")
        place = self.offer.places.find(where)
        day = self._sent("date")
        on = day if isinstance(day, datetime.date) else _day(str(day or ""))
        self._attending = [] if place is None else attending(place, on)
        if place is None or isinstance(place, School):
            return
        offered = {school.key: school for school in (*self._attending, *(self.offer.attended if where == self.offer.attended_at else ()))}
        self._attending = list(offered.values())
        self._choices("schools", [(school.key, school.name) for school in self._attending])
        self.fields["schools"].required = bool(offered)
        if self._sent("attendance_of") == where:
            return
        if self.is_bound:
            self.attendance_is_new = True
            self.data = changed(self.data, schools=list(offered), attendance_of=[where])
        else:
            self.initial.update(schools=list(offered), attendance_of=where)


class StepForm(forms.Form):
    """One next step."""

    use_required_attribute = False
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label="Volgende stap", max_length=300, required=False)
    owner = forms.ChoiceField(label="Voor", choices=[("adviseur", "de begeleiding"), ("school", "de school")], initial="school")
    due_on = forms.DateField(label="Tegen", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


if TYPE_CHECKING:
    StepRows = forms.BaseFormSet[StepForm]
else:
    StepRows = forms.BaseFormSet


class StepFormSet(StepRows):
    """The next steps of a session; a row without words is no step."""

    def steps(self) -> list[Step]:
        """What valid rows tell."""
        rows = [row.cleaned_data for row in self.forms if row.cleaned_data.get("text")]
        return [Step(row["owner"], row["text"], row["due_on"], row["pk"]) for row in rows]


_STEP_FORMS = forms.formset_factory(StepForm, formset=StepFormSet, extra=1, max_num=30, absolute_max=40)


def step_forms(data: Any = None, *, initial: Sequence[dict[str, Any]] = ()) -> StepFormSet:
    """The rows for next steps, with an empty one below."""
    return cast("StepFormSet", _STEP_FORMS(data, prefix="steps", initial=initial))


def changed(data: Any, **values: list[str]) -> QueryDict:
    """What was sent, with some fields put otherwise."""
    copy = QueryDict(mutable=True)
    copy.update(data)
    for name, texts in values.items():
        copy.setlist(name, texts)
    return copy


def unbound(data: QueryDict, offer: Offer) -> tuple[SessionForm, StepFormSet]:
    """What was typed so far, not judged yet, with room for one more next step."""
    typed = SessionForm(data, offer=offer)
    form = SessionForm(offer=offer, initial={name: typed[name].value() for name in typed.fields})
    rows = [{name: row[name].value() for name in row.fields} for row in step_forms(data).forms]
    told = [row for row in rows if row["text"]]
    steps = step_forms(initial=told)
    steps.extra = max(1, len(rows) - len(told) + 1)
    return form, steps


def steps_of(told: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Next steps as rows of the form; `told` as `schools.forms.conflicts` writes them."""
    return [dict(zip(("pk", "owner", "text", "due_on"), row, strict=True)) for row in told]


def initial_of_habit(habit: Habit, *, user_id: int | None, today: datetime.date) -> dict[str, Any]:
    """What is filled in beforehand for a new session."""
    return {
        "where": habit.place,
        "kind": habit.kind,
        "date": today,
        **duration_of(habit.minutes),
        "place": habit.room,
        "advisers": [str(user_id)] if user_id else [],
        "uuid": uuid.uuid4(),
    }


def duration_of(minutes: int | None) -> dict[str, Any]:
    """The choice for a duration, and the minutes when no choice fits."""
    if minutes is None:
        return {"duration": ""}
    return {"duration": str(minutes)} if str(minutes) in dict(DURATIONS) else {"duration": OTHER, "minutes": minutes}


def initial_of_session(session: Session, told: dict[str, Any], note_private: str) -> dict[str, Any]:
    """What stands in the form of a session that is there; `told` as `schools.forms.conflicts` writes it."""
    scalars = {name: told[name] for name in ("where", "kind", "date", "title", "place", "is_online", "note_shared", "note_team")}
    lists = {name: told[name] for name in ("schools", "topics", "advisers")}
    own = {"attendance_of": told["where"], "note_private": note_private, "uuid": session.uuid, "version": session.version}
    return scalars | lists | own | duration_of(session.minutes)


def _where_choices(places: Places, recent: Sequence[str]) -> list[Any]:
    named = [
        ("Scholen", [(f"school:{row.key}", row.name) for row in places.schools]),
        ("Groepen van scholen", [(f"group:{row.key}", row.name) for row in places.groups]),
        ("Netwerken", [(f"network:{row.key}", row.name) for row in places.networks]),
    ]
    names = {value: label for _title, rows in named for value, label in rows}
    shortlist = [(value, names[value]) for value in recent if value in names]
    groups = [("Onlangs", shortlist), *named] if len(names) > len(shortlist) + 5 else named
    return [("", "Kies een school of een netwerk"), *((title, rows) for title, rows in groups if rows)]


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
