"""What can be asked of the record: forms that are sent by GET, so that a search has an address."""

from __future__ import annotations

from typing import Any

from django import forms

from warmescholen.accounts.models import User
from warmescholen.audit.actors import ActorKind
from warmescholen.audit.changes import ACTIONS, Wanted, kinds
from warmescholen.audit.models import AccessEntry
from warmescholen.tenancy.models import Programme
from warmescholen.ui.form import HouseForm

# Who is no person is found by its kind.
OTHERS = {
    ActorKind.KEY: "een API-sleutel",
    ActorKind.GUEST: "een gast",
    ActorKind.JOB: "een taak van het platform",
    ActorKind.COMMAND: "een opdracht van de beheerders",
    ActorKind.VISITOR: "iemand zonder aanmelding",
    ActorKind.DATABASE: "rechtstreeks in de databank",
}
DAY = {"type": "date"}


class SearchForm(HouseForm):
    """Who and when, for history and access log alike."""

    who = forms.ChoiceField(label="Wie", required=False)
    since = forms.DateField(label="Vanaf", required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    until = forms.DateField(label="Tot en met", required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__programme=programme).order_by("name", "email")
        persons = [(f"{ActorKind.USER}:{person.pk}", str(person)) for person in people]
        self._choose("who", "iedereen", [*persons, *((kind.value, words) for kind, words in OTHERS.items())])

    def _choose(self, name: str, anything: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", anything), *choices]  # type: ignore[attr-defined]  # each that is named is a choice

    def asked(self) -> dict[str, Any]:
        """What was filled in and makes sense; nothing of a form with errors."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)} if self.is_valid() else {}


class HistoryForm(SearchForm):
    """What is asked of the history."""

    kind = forms.ChoiceField(label="Wat", required=False)
    number = forms.IntegerField(label="Nummer", required=False, min_value=1, max_value=2**63 - 1)
    action = forms.ChoiceField(label="Wat er gebeurde", required=False)
    field_order = ("kind", "number", "who", "action", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("kind", "alles", list(kinds().items()))
        self._choose("action", "alles", list(ACTIONS.items()))

    def wanted(self) -> Wanted:
        """The question."""
        asked = self.asked()
        number = asked.pop("number", None)
        return Wanted(object_id=number, **asked)


class AccessForm(SearchForm):
    """What is asked of the access log."""

    action = forms.ChoiceField(label="Handeling", required=False)
    what = forms.CharField(label="Wat", required=False, max_length=100)
    field_order = ("what", "who", "action", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("action", "alles", list(AccessEntry.Action.choices))
