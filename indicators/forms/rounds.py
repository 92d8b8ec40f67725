"""Forms to plan a round and to open it again."""

from __future__ import annotations

from typing import Any

from django import forms

from indicators.models import Indicator, IndicatorVersion, Round, Scale
from indicators.services.rounds import RoundPlan
from networks.models import Network
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.ui.form import HouseForm


class RoundForm(HouseForm):
    """When a round is held, on which indicators and for which networks. Once it is open, name and dates are all that changes."""

    name = forms.CharField(label="Naam", max_length=100, help_text="Zoals ze overal heet, bijvoorbeeld “voorjaar 2027”.")
    opens_on = forms.DateField(label="Opent op", widget=forms.DateInput(attrs={"type": "date"}))
    closes_on = forms.DateField(
        label="Sluit op", widget=forms.DateInput(attrs={"type": "date"}), help_text="Wie op deze dag in een netwerk zit, telt bij dat netwerk."
    )
    indicators = forms.MultipleChoiceField(label="Indicatoren", widget=forms.CheckboxSelectMultiple)
    networks = forms.MultipleChoiceField(label="Netwerken", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, access: Access, round_: Round | None = None, **kwargs: Any) -> None:
        """Offer the newest wording of each indicator, and the networks whose rounds this person may manage."""
        self._round = round_
        self._versions = {str(version.pk): version for version in newest_versions(access)}
        self._networks = {network.key: network for network in Network.objects.visible_to(access) if access.may(Permission.MANAGE_ROUNDS, network)}
        if round_ is not None and "initial" not in kwargs:
            kwargs["initial"] = _initial(round_, self._versions)
        elif round_ is None:
            kwargs.setdefault("initial", {"indicators": list(self._versions)})
        super().__init__(*args, **kwargs)
        choices = [(pk, f"{version.indicator.number}. {version.short_name}") for pk, version in self._versions.items()]
        self.fields["indicators"].choices = choices  # type: ignore[attr-defined]  # a field with choices
        self.fields["networks"].choices = [(key, network.name) for key, network in self._networks.items()]  # type: ignore[attr-defined]
        if access.may(Permission.MANAGE_ROUNDS):
            self.fields["networks"].required = False
            self.fields["networks"].help_text = "Kies je er geen, dan is de meetronde voor het hele programma."
        if round_ is not None and round_.state != Round.State.PLANNED:
            del self.fields["indicators"], self.fields["networks"]

    @property
    def plan(self) -> RoundPlan:
        """What was filled in; of an open round, what it looks at and for whom stays."""
        data = self.cleaned_data
        if self._round is not None and "indicators" not in self.fields:
            versions = [link.indicator_version for link in self._round.indicator_links.select_related("indicator_version")]
            networks, scale = self._round.networks(), self._round.scale
        else:
            versions = [self._versions[pk] for pk in data["indicators"]]
            networks = [self._networks[key] for key in data["networks"]]
            scale = Scale.objects.order_by("-version")[0]
        return RoundPlan(data["name"], data["opens_on"], data["closes_on"], scale, versions, networks)


class ReasonForm(HouseForm):
    """Why a closed round is opened again."""

    reason = forms.CharField(
        label="Waarom open je ze opnieuw?", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wie de meetronde ziet, leest dit. De cijfers van deze ronde kunnen daarna veranderen.",
    )  # fmt: skip


def newest_versions(access: Access) -> list[IndicatorVersion]:
    """The newest wording of each indicator, in order of number."""
    versions = IndicatorVersion.objects.filter(programme_id=access.programme_id).select_related("indicator")
    newest = {version.indicator_id: version for version in versions.order_by("version")}
    numbers = Indicator.objects.filter(programme_id=access.programme_id).values_list("pk", flat=True)
    return [newest[pk] for pk in numbers if pk in newest]


def _initial(round_: Round, versions: dict[str, IndicatorVersion]) -> dict[str, Any]:
    looked_at = {link.indicator_version.indicator_id for link in round_.indicator_links.select_related("indicator_version")}
    return {
        "name": round_.name,
        "opens_on": round_.opens_on,
        "closes_on": round_.closes_on,
        "indicators": [pk for pk, version in versions.items() if version.indicator_id in looked_at],
        "networks": [network.key for network in round_.networks()],
    }
