"""Forms of indicators and levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from indicators.models import Level
from warmescholen.ui.form import HouseForm


class IndicatorForm(HouseForm):
    """The words of an indicator, and what one sees on each level."""

    short_name = forms.CharField(label="Korte naam", max_length=100)
    statement = forms.CharField(
        label="Uitspraak", max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text="Wat waar is als een school er staat."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: QueryDict | None = None, *, levels: Sequence[Level], initial: Mapping[str, Any]) -> None:
        """One field per level of the newest scale."""
        super().__init__(data, initial=dict(initial))
        self._levels = [f"level_{level.number}" for level in levels]
        for name, level in zip(self._levels, levels, strict=True):
            self.fields[name] = forms.CharField(
                label=f"{level.number}. {level.name}",
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="Wat je dan in de school ziet.",
            )

    @property
    def descriptors(self) -> list[str]:
        """What one sees on each level, in order."""
        return [self.cleaned_data[name] for name in self._levels]


class ScaleForm(HouseForm):
    """The names of the four levels, the furthest first."""

    level_1 = forms.CharField(label="Niveau 1, het verst", max_length=60)
    level_2 = forms.CharField(label="Niveau 2", max_length=60)
    level_3 = forms.CharField(label="Niveau 3", max_length=60)
    level_4 = forms.CharField(label="Niveau 4", max_length=60)

    @property
    def names(self) -> list[str]:
        """The names in order."""
        return [self.cleaned_data[f"level_{number}"] for number in range(1, 5)]
