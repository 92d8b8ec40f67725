"""Forms about people: the list's filters, an invitation, a role, its dates, a key."""

from __future__ import annotations

from typing import Any, TypedDict

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.utils import timezone

from networks.models import Network
from schools.enums import KeyScope
from schools.models import School
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Role, Scope
from warmescholen.home.people.queries import LATER, NOW, PAST, Filters
from warmescholen.ui.form import HouseForm

STATES = [("", "nu en straks"), (NOW, "nu"), (LATER, "straks"), (PAST, "geweest")]
DAYS = [(30, "een maand"), (90, "drie maanden"), (180, "een half jaar"), (365, "een jaar")]
PROGRAMME = "programma"
FROM, UNTIL = "Vanaf die dag opent de rol iets.", "Die dag zelf telt niet meer mee."


class Places(TypedDict):
    """Over what a role can be given."""

    networks: QuerySet[Network]
    schools: QuerySet[School]


def _day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}), **options)


class FilterForm(forms.Form):
    """The filters of the list, in the address."""

    zoek = forms.CharField(label="Naam of adres", required=False, max_length=100)
    rol = forms.ChoiceField(label="Rol", choices=[("", "elke rol"), *Role.choices], required=False)
    netwerk = forms.ModelChoiceField(Network.objects.none(), label="Netwerk", to_field_name="key", required=False, empty_label="elk netwerk")
    wanneer = forms.ChoiceField(label="Wanneer", choices=STATES, required=False)

    def __init__(self, data: Any, *, networks: QuerySet[Network]) -> None:
        super().__init__(data)
        self.fields["netwerk"].queryset = networks  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """What was asked; what nobody could choose is left out."""
        self.is_valid()
        asked = self.cleaned_data
        return Filters(asked.get("zoek", ""), asked.get("rol", ""), asked.get("netwerk"), asked.get("wanneer", ""))


class PlaceForm(HouseForm):
    """A role and where it holds: the part that an invitation and a grant share."""

    role = forms.ChoiceField(label="Rol", choices=Role.choices, widget=forms.RadioSelect)
    place = forms.ChoiceField(label="Waarvoor")

    def __init__(self, data: Any = None, *, networks: QuerySet[Network], schools: QuerySet[School], **options: Any) -> None:
        super().__init__(data, **options)
        self.places: dict[str, Network | School | None] = {PROGRAMME: None}
        self.places |= {f"netwerk-{each.pk}": each for each in networks} | {f"school-{each.pk}": each for each in schools}
        choices: list[tuple[str, Any]] = [("", "Kies"), (PROGRAMME, Scope.PROGRAMME.value.capitalize())]
        for group, kind in (("Netwerken", Network), ("Scholen", School)):
            choices.append((group, [(value, str(each)) for value, each in self.places.items() if isinstance(each, kind)]))
        self.fields["place"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """Role and place as the services take them."""
        place = self.places[self.cleaned_data["place"]]
        network, school = (place if isinstance(place, kind) else None for kind in (Network, School))
        return {"role": Role(self.cleaned_data["role"]), "network": network, "school": school}


class InviteForm(PlaceForm):
    """An invitation to one address."""

    email = forms.EmailField(label="E-mailadres", widget=forms.EmailInput(attrs={"autocomplete": "off"}), max_length=254)
    field_order = ("email", "role", "place")


class GiveRoleForm(PlaceForm):
    """A role for somebody who is known, from a date."""

    starts_on = _day("Vanaf", initial=timezone.localdate, help_text=FROM)
    ends_on = _day("Tot", required=False, help_text=UNTIL)


class RoleDatesForm(HouseForm):
    """From when to when a role holds."""

    starts_on = _day("Vanaf", help_text=FROM)
    ends_on = _day("Tot", required=False, help_text=UNTIL)


class KeyForm(HouseForm):
    """A machine's key."""

    name = forms.CharField(
        label="Waarvoor dient de sleutel?", max_length=100, help_text="Zodat je ze later herkent, bijvoorbeeld: rekenblad van de evaluatie."
    )
    scopes = forms.MultipleChoiceField(label="Wat mag ze?", choices=KeyScope.choices, widget=forms.CheckboxSelectMultiple, initial=[KeyScope.READ])
    days = forms.TypedChoiceField(label="Hoe lang werkt ze?", choices=DAYS, coerce=int, initial=90)


class NewAccountForm(HouseForm):
    """The account that an invited address has not yet."""

    name = forms.CharField(
        label="Je naam", max_length=150, help_text="Zoals collega's je kennen.", widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label="Kies een wachtwoord",
        strip=False,
        help_text="Minstens 12 tekens. Een zin van vier woorden onthoud je goed.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, email: str) -> None:
        super().__init__(data)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """The password is held against the name and the address too."""
        cleaned = super().clean() or {}
        if "password" in cleaned:
            try:
                validate_password(cleaned["password"], User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned
