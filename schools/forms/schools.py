"""Forms about schools, groups and their places in networks."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify

from networks.models import City, Network, Umbrella
from schools.enums import Education
from schools.models import School, SchoolGroup
from schools.queries.schools import Choices
from schools.services.schools import SchoolData
from warmescholen.ui.form import HouseForm

RESERVED_KEYS = ("nieuw", "groepen")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
PART_FIELDS = {"key": "name", "numbers": "numbers", "starts_on": "starts_on", "ends_on": "ends_on"}


class SchoolForm(HouseForm):
    """What is kept of a school."""

    name = forms.CharField(label="Naam", max_length=200)
    education = forms.ChoiceField(label="Onderwijsniveau", choices=Education.choices, widget=forms.RadioSelect)
    city = forms.ModelChoiceField(label="Stad", queryset=City.objects.none(), required=False, empty_label="geen")
    umbrella = forms.ModelChoiceField(label="Koepel", queryset=Umbrella.objects.none(), required=False, empty_label="geen")
    group = forms.ModelChoiceField(
        label="Groep",
        queryset=SchoolGroup.objects.none(),
        required=False,
        empty_label="geen",
        help_text="Scholen van één groep worden samen begeleid en tellen als één lijn.",
    )
    numbers = forms.CharField(
        label="Instellingsnummers",
        required=False,
        help_text="Telkens zes cijfers, met een spatie ertussen.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    report_note = forms.CharField(label="Voetnoot in de rapportage", max_length=300, required=False)
    read_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, choices: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        for name in ("city", "umbrella", "group"):
            self.fields[name].queryset = getattr(choices, name)  # type: ignore[attr-defined]

    def clean_numbers(self) -> tuple[str, ...]:
        """The numbers apart; whether they are of six digits is for the service to say."""
        return tuple(re.findall(r"[^\s,;]+", self.cleaned_data["numbers"]))

    def told(self) -> SchoolData:
        """What a valid form tells."""
        kept = ("name", "education", "city", "umbrella", "group", "report_note", "numbers")
        return SchoolData(**{name: self.cleaned_data[name] for name in kept})


class NewSchoolForm(SchoolForm):
    """A school with its first place."""

    network = forms.ModelChoiceField(label="Netwerk", queryset=Network.objects.none(), required=False, empty_label="nog geen")
    starts_on = forms.DateField(label="In het netwerk vanaf", widget=DAY, initial=timezone.localdate)

    def __init__(self, data: Any = None, *, choices: Choices, **options: Any) -> None:
        super().__init__(data, choices=choices, **options)
        network = self.fields["network"]
        network.queryset, network.required = choices.network, choices.needs_network  # type: ignore[attr-defined]
        if choices.needs_network:
            network.empty_label = "kies een netwerk"  # type: ignore[attr-defined]


class PlaceForm(HouseForm):
    """Where a school goes, and when."""

    network = forms.ModelChoiceField(label="Netwerk", queryset=Network.objects.none(), empty_label="kies een netwerk")
    starts_on = forms.DateField(label="Vanaf", widget=DAY, help_text="Sessies van voor die dag blijven bij het vorige netwerk.")

    def __init__(self, data: Any = None, *, choices: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["network"].queryset = choices.network  # type: ignore[attr-defined]


class EndForm(HouseForm):
    """When a school stops."""

    ends_on = forms.DateField(label="Eerste dag zonder deelname", widget=DAY, help_text="Alles van voor die dag blijft bewaard en telt mee.")


class GroupForm(HouseForm):
    """A group of schools."""

    name = forms.CharField(label="Naam van de groep", max_length=200)


def initial_of(school: School) -> dict[str, Any]:
    """What stands in the form of a school that is there."""
    kept: dict[str, Any] = {name: getattr(school, name) for name in ("name", "education", "city", "umbrella", "group", "report_note")}
    numbers = " ".join(school.institution_numbers.order_by("number").values_list("number", flat=True))
    return kept | {"numbers": numbers, "read_at": school.updated_at.isoformat()}


def free_key(name: str, taken: set[str]) -> str:
    """An address for a name: in plain letters, not one of the fixed addresses, and not yet taken."""
    stem = slugify(name)[:70] or "school"
    wanted = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 4)))
    return next(key for key in wanted if key not in taken and key not in RESERVED_KEYS)
