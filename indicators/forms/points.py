"""Forms of points of attention."""

from __future__ import annotations

from typing import Any

from django import forms

from indicators.models import AttentionPoint
from networks.models import Network
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.ui.form import HouseForm

LENGTH = 2000
NO_NAMES = "Schrijf geen namen van leerlingen."


class ProposePointForm(HouseForm):
    """What was learned, and in which network."""

    text = forms.CharField(label="Wat helpt of hindert?", max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 3}), help_text=NO_NAMES)
    network = forms.ChoiceField(label="Geleerd in")

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        """Offer the networks that this person rates for, and the whole programme to who rates everywhere."""
        super().__init__(*args, **kwargs)
        self._networks = {network.key: network for network in Network.objects.visible_to(access) if access.may(Permission.RATE_AS_ADVISER, network)}
        whole = [("", "het hele programma")] if access.may(Permission.RATE_AS_ADVISER) else []
        self.fields["network"].choices = [*((key, network.name) for key, network in self._networks.items()), *whole]  # type: ignore[attr-defined]
        self.fields["network"].required = not whole

    @property
    def place(self) -> Network | None:
        """The network that was chosen."""
        return self._networks.get(self.cleaned_data["network"])


class WordPointForm(HouseForm):
    """A point of attention in other words."""

    text = forms.CharField(label="Aandachtspunt", max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 3}), help_text=NO_NAMES)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class MergePointsForm(HouseForm):
    """Several points of attention as one."""

    points = forms.ModelMultipleChoiceField(label="Punten", queryset=AttentionPoint.objects.none(), widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(label="In eigen woorden", max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 3}), help_text=NO_NAMES)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        """Offer what this person sees and is in use."""
        super().__init__(*args, **kwargs)
        self.fields["points"].queryset = AttentionPoint.objects.visible_to(access).in_use()  # type: ignore[attr-defined]
