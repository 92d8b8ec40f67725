"""Forms of the page on which a school is rated."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from indicators.models import Rating
from indicators.queries.sheet import Row
from warmescholen.ui.form import HouseForm

NO_NAMES = "Schrijf geen namen van leerlingen."


class RatingForm(HouseForm):
    """One indicator: the level, what shows it, and the day. `version` and `was` tell what the reader had before them."""

    level = forms.TypedChoiceField(label="Niveau", coerce=int, empty_value=None, required=False)
    evidence = forms.CharField(label="Waaraan zie je dat?", required=False, max_length=5000, help_text=NO_NAMES)
    rated_on = forms.DateField(label="Ingeschaald op", required=False)
    version = forms.IntegerField(required=False, min_value=0)
    was = forms.CharField(required=False)

    def __init__(self, data: QueryDict | None = None, *, row: Row, rating: Rating | None) -> None:
        """The form of one row, filled in with what the own side told before."""
        self.row, self.rating = row, rating
        self.conflict: Rating | None = None
        self.is_saved = False
        today = timezone.localdate()
        initial = {"level": rating.level, "evidence": rating.evidence, "rated_on": rating.rated_on} if rating else {"rated_on": today}
        super().__init__(data, prefix=str(row.number), initial=initial)
        self.fields["level"].choices = [("", ""), *((choice.number, choice.name) for choice in row.choices)]  # type: ignore[attr-defined]

    @property
    def shown_level(self) -> str:
        """The level that is marked on the page."""
        return str(self["level"].value() or "")

    @property
    def shown_date(self) -> str:
        """The day that stands in the field, as a browser wants it."""
        value = self["rated_on"].value()
        return value if isinstance(value, str) else value.isoformat() if value else ""

    @property
    def shown_version(self) -> int:
        """The version that the next save builds on."""
        if self.is_bound and not self.is_saved:
            return int(self.data.get(self.add_prefix("version")) or 0)
        return self.rating.version if self.rating else 0

    @property
    def shown_was(self) -> str:
        """A fingerprint of what the reader had before them, so that a row that nobody touched is left alone."""
        if self.is_bound and not self.is_saved:
            return str(self.data.get(self.add_prefix("was"), ""))
        return fingerprint(self.rating.level, self.rating.evidence) if self.rating else fingerprint(None, "")

    def is_touched(self) -> bool:
        """Whether the person changed this row since it was shown. Needs a valid form."""
        data = self.cleaned_data
        is_same_day = self.rating is None or data["rated_on"] in {None, self.rating.rated_on}
        return fingerprint(data["level"], data["evidence"]) != data["was"] or not is_same_day

    def clean(self) -> dict[str, Any]:
        """What shows a level needs the level."""
        data = super().clean() or {}
        if data.get("evidence") and not data.get("level") and "level" not in self.errors:
            self.add_error("level", "Kies ook een niveau: zonder niveau is je tekst niet bewaard.")
        if data.get("rated_on") and data["rated_on"] > timezone.localdate():
            self.add_error("rated_on", "Deze dag moet nog komen.")
        return data


class ProposalForm(HouseForm):
    """The level to agree on, and why."""

    level = forms.TypedChoiceField(label="Niveau", coerce=int, error_messages={"required": "Kies een niveau."})
    evidence = forms.CharField(label="Waarom", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2}), help_text=NO_NAMES)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: QueryDict | None = None, *, row: Row) -> None:
        """The form of one row; it begins at the level that both say, or that is proposed."""
        self.row = row
        proposal = row.proposal
        begin = proposal.level if proposal else row.adviser.level if row.is_equal and row.adviser else None
        initial = {"level": begin, "version": proposal.version if proposal else 0}
        super().__init__(data, prefix=f"voorstel-{row.number}", initial=initial)
        self.fields["level"].widget = forms.RadioSelect()
        self.fields["level"].choices = [(choice.number, choice.name) for choice in row.choices]  # type: ignore[attr-defined]


class ConfirmForm(HouseForm):
    """Which proposal was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


def fingerprint(level: int | None, evidence: str) -> str:
    """A short sign of what stands in a row, the same however a browser writes line ends."""
    told = f"{level or ''}|{evidence.strip()}".replace("\r\n", "\n")
    return hashlib.sha256(told.encode()).hexdigest()[:16]
