"""Forms about being forgotten."""

from __future__ import annotations

from typing import Any

from django import forms

from warmescholen.accounts.models import User
from warmescholen.ui.form import HouseForm


class AnonymiseForm(HouseForm):
    """Names the person once more, so that nobody is taken for somebody else."""

    email = forms.CharField(
        label="E-mailadres van deze persoon", max_length=254, help_text="Typ het over. Zo ben je zeker dat je de juiste persoon hebt."
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        """It has to be this person's."""
        email = str(self.cleaned_data["email"]).strip().lower()
        if email != self.person.email:
            raise forms.ValidationError("Dat is niet het adres van deze persoon.")
        return email
