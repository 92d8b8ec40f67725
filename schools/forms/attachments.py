"""The form that adds a file to a session, and the one that writes a private note."""

from __future__ import annotations

from django import forms

from schools.forms.sessions import NO_PUPILS
from warmescholen.ui.form import HouseForm

ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"

AUDIENCES = [("shared", "ook de school"), ("team", "alleen het begeleidingsteam")]


class AttachmentForm(HouseForm):
    """A file, and who it is for."""

    file = forms.FileField(
        label="Bestand",
        help_text=f"Foto, PDF, Word of rekenblad, hoogstens 10 MB. Uit een foto verdwijnen plaats en toestel. {NO_PUPILS}",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": "Kies eerst een bestand."},
    )
    audience = forms.ChoiceField(
        label="Wie ziet dit?",
        choices=[("shared", "ook de school"), ("team", "alleen het begeleidingsteam")],
        widget=forms.RadioSelect,
        initial="shared",
    )


class PrivateNoteForm(HouseForm):
    """One's own note; `before` is how it was when the page was made."""

    text = forms.CharField(
        label="Alleen voor jou",
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=f"Niemand anders leest dit. Wie het netwerk beheert, ziet alleen dat er een nota is. {NO_PUPILS}",
    )
    before = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


class CancelForm(HouseForm):
    """Why a session does not take place."""

    reason = forms.CharField(
        label="Waarom gaat ze niet door?", max_length=300, help_text="De school leest dit.", error_messages={"required": "Schrijf een reden."}
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
