"""The form of the style page, with every kind of field."""

from __future__ import annotations

from django import forms

from warmescholen.ui.form import HouseForm


class SampleForm(HouseForm):
    """Shows fields, help and errors; it is never sent anywhere."""

    title = forms.CharField(label="Titel", max_length=80, help_text="Kort, in de woorden van de school.")
    kind = forms.ChoiceField(
        label="Soort", choices=[("1", "individueel"), ("2", "collectief"), ("3", "forum")], widget=forms.RadioSelect, initial="1"
    )
    school = forms.ChoiceField(label="School", choices=[("", "Kies een school"), ("1", "Een school")], required=False)
    topics = forms.MultipleChoiceField(
        label="Thema's", choices=[("1", "cultuur"), ("2", "leiderschap")], widget=forms.CheckboxSelectMultiple, required=False
    )
    date = forms.DateField(label="Datum", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="Wat hebben jullie gedaan?", widget=forms.Textarea, help_text="Schrijf geen namen van leerlingen.", required=False)
    is_online = forms.BooleanField(label="Online", required=False)
