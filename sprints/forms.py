"""Forms of the sprint and forum pages. What a service refuses becomes an error on them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from indicators.models import Indicator
from schools.models import School
from sprints.enums import AdviceKind, BuildingBlock, Verdict
from sprints.models import Initiative
from sprints.words import Words
from warmescholen.ui.form import HouseForm, SeenField

NO_PUPILS = "Schrijf geen namen of gegevens van leerlingen."
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def area(rows: int = 4) -> forms.Textarea:
    """A field for a text of some lines, which grows with it."""
    return forms.Textarea(attrs={"rows": rows})


class SprintForm(HouseForm):
    """What a sprint is for."""

    title = forms.CharField(label="Titel", max_length=200)
    goal = forms.CharField(label="Doel", widget=area(), help_text="Wat ligt er tegen het forum?")
    done_when = forms.CharField(label="Klaar wanneer", widget=area(), help_text="Waaraan zie je dat het doel bereikt is?")
    blocks_left = forms.CharField(label="Waarom blijft een bouwsteen liggen?", widget=area(2), required=False)
    seen = SeenField()


class StartForm(HouseForm):
    """A new sprint, with its forum's date fixed from the start."""

    school = forms.TypedChoiceField(label="School", coerce=int)
    title = forms.CharField(label="Titel", max_length=200, help_text="Waar draait het om? Bijvoorbeeld: de eerste graad in twee nesten.")
    goal = forms.CharField(label="Doel", widget=area(), help_text="Wat ligt er tegen het forum?")
    done_when = forms.CharField(label="Klaar wanneer", widget=area(), help_text="Waaraan zie je dat het doel bereikt is?")
    starts_on = forms.DateField(label="Eerste dag", widget=DAY, help_text="Een sprint duurt tien schoolweken; schoolvakanties tellen niet mee.")
    forum_on = forms.DateField(label="Datum van het forum", widget=DAY)
    question = forms.CharField(label="Vraag aan het forum", widget=area(2), help_text="Je kunt ze later scherper stellen.")
    left_over = forms.TypedMultipleChoiceField(label="Meenemen uit de vorige sprint", widget=forms.CheckboxSelectMultiple, coerce=int, required=False)

    def __init__(self, data: Any = None, *, schools: Sequence[School], left_over: Iterable[Initiative], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["school"].choices = [(school.pk, school.name) for school in schools]  # type: ignore[attr-defined]
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()
            self.initial["school"] = schools[0].pk
        choices = [(each.pk, each.title) for each in left_over]
        if choices:
            self.fields["left_over"].choices = choices  # type: ignore[attr-defined]
            self.initial["left_over"] = [pk for pk, _title in choices]
        else:
            del self.fields["left_over"]


class InitiativeForm(HouseForm):
    """What the flywheel does."""

    title = forms.CharField(label="Titel", max_length=200)
    text = forms.CharField(label="Wat doen jullie?", widget=area(), help_text=NO_PUPILS)
    blocks = forms.MultipleChoiceField(label="Bouwstenen", choices=BuildingBlock.choices, widget=forms.CheckboxSelectMultiple)
    indicators = forms.TypedMultipleChoiceField(
        label="Indicatoren die dit in beweging brengt", widget=forms.CheckboxSelectMultiple, coerce=int, required=False
    )
    owner = forms.CharField(label="Wie trekt dit?", max_length=150, help_text="Een functie of een groep.")
    outcome = forms.CharField(label="Wat kwam ervan?", widget=area(3), required=False)
    seen = SeenField()

    def __init__(self, *args: Any, indicators: Collection[tuple[Indicator, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._indicators = {indicator.pk: indicator for indicator, _name in indicators}
        self.fields["indicators"].choices = [(indicator.pk, name) for indicator, name in indicators]  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """The fields as the services take them."""
        values = dict(self.cleaned_data)
        values["indicators"] = [self._indicators[pk] for pk in values["indicators"]]
        return values


class CommentForm(HouseForm):
    """Something said about a sprint by who reads it."""

    text = forms.CharField(label="Jouw commentaar", widget=area(3), help_text=NO_PUPILS)


class ForumForm(HouseForm):
    """When, where and what a forum asks, and whom."""

    date = forms.DateField(label="Datum", widget=DAY)
    place = forms.CharField(label="Plaats", max_length=200, required=False)
    question = forms.CharField(label="Vraag aan het forum", widget=area(3))
    touched = forms.CharField(label="Wie wordt geraakt door het voorstel?", widget=area(3), help_text="Eén groep per regel.")
    experts = forms.CharField(label="Wie weet ervan?", widget=area(3), help_text="Eén groep of functie per regel.")
    seen = SeenField()

    def clean_touched(self) -> list[str]:
        """The groups, each once."""
        return lines(self.cleaned_data["touched"])

    def clean_experts(self) -> list[str]:
        """The groups, each once."""
        return lines(self.cleaned_data["experts"])


class HoldForm(HouseForm):
    """That a forum was held, and what was decided."""

    held_at = forms.DateTimeField(label="Wanneer was het?", widget=MOMENT)
    report = forms.CharField(label="Verslag en beslissing", widget=area(6), help_text=NO_PUPILS)


class NoteAdviceForm(HouseForm):
    """An advice that was given aloud or on paper."""

    kind = forms.ChoiceField(label="Soort advies", choices=AdviceKind.choices, widget=forms.RadioSelect)
    who = forms.CharField(label="Van wie?", max_length=150, help_text="Een rol of groep, geen naam.")
    text = forms.CharField(label="Advies", widget=area(), help_text=NO_PUPILS)


class AnswerForm(HouseForm):
    """What the flywheel does with an advice, and why."""

    verdict = forms.ChoiceField(label="Wat doen jullie hiermee?", choices=Verdict.choices, widget=forms.RadioSelect)
    because = forms.CharField(label="Waarom?", widget=area(3))
    seen = SeenField()


class SetAsideForm(HouseForm):
    """Why a guest's advice is kept from the forum."""

    because = forms.CharField(label="Waarom gaat dit opzij?", widget=area(2), help_text="Bijvoorbeeld omdat er een leerling in genoemd wordt.")


class LinkForm(HouseForm):
    """A link for guests."""

    label = forms.CharField(label="Voor wie of waar?", max_length=150, help_text="Bijvoorbeeld: aan de schoolpoort.")
    until = forms.DateField(label="Geldig tot en met", widget=DAY)

    def clean_until(self) -> datetime.datetime:
        """The end of that day."""
        return timezone.make_aware(datetime.datetime.combine(self.cleaned_data["until"], datetime.time(23, 59)))


class CloseForm(HouseForm):
    """For each open initiative whether it goes along to the next sprint."""

    CHOICES = (("carry", "meenemen naar de volgende sprint"), ("stop", "stoppen"))

    def __init__(self, data: Any = None, *, initiatives: Iterable[Initiative]) -> None:
        super().__init__(data)
        self._initiatives = {f"initiative_{each.pk}": each for each in initiatives}
        for name, each in self._initiatives.items():
            self.fields[name] = forms.ChoiceField(label=each.title, choices=self.CHOICES, widget=forms.RadioSelect)

    def carried(self) -> list[Initiative]:
        """The initiatives that go along."""
        return [each for name, each in self._initiatives.items() if self.cleaned_data[name] == "carry"]


def lines(text: str) -> list[str]:
    """The filled lines of a text, each once, in order."""
    return list(dict.fromkeys(line.strip()[:200] for line in text.splitlines() if line.strip()))


class GuestForm(HouseForm):
    """The advice of a guest, in the guest's language."""

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    text = forms.CharField(widget=area(5), max_length=4000)
    who = forms.CharField(max_length=150, required=False, widget=forms.TextInput(attrs={"list": "groups", "autocomplete": "off"}))
    email = forms.EmailField(required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    form = forms.UUIDField(widget=forms.HiddenInput())
    state = forms.CharField(widget=forms.HiddenInput())

    def __init__(self, data: Any = None, *, words: Words, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["kind"].choices = [(kind, f"{name}: {meaning}") for kind, (name, meaning) in words.kinds.items()]  # type: ignore[attr-defined]
        for name, help_text in (("kind", ""), ("text", words.pupils), ("who", words.who_help), ("email", words.email_help)):
            field = self.fields[name]
            field.label, field.help_text = getattr(words, name), help_text
            field.error_messages |= {"required": words.required, "invalid": words.wrong_email, "invalid_choice": words.required}
