"""Forms of the account pages."""

from __future__ import annotations

from django import forms


class NameForm(forms.Form):
    """The name that colleagues see."""

    name = forms.CharField(label="Naam", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
