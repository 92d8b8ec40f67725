"""What a password has to be, in our own words."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError


class LongEnough(MinimumLengthValidator):
    """Length is what makes a password hard to guess."""

    def get_error_message(self) -> str:
        """How long it has to be."""
        return f"Dit wachtwoord is te kort: neem minstens {self.min_length} tekens."


class NotCommon(CommonPasswordValidator):
    """Not on the list of twenty thousand that are tried first, nor one of them (or of ours) twice, nor digits and signs around one or alone."""

    OURS: ClassVar[frozenset[str]] = frozenset({"wachtwoord", "welkom", "warmeschool", "warmescholen", "school", "geheim"})

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with the message below."""
        super().validate(password, user)
        letters = re.sub(r"[\W\d_]+", "", password.lower())
        half = letters[: len(letters) // 2]
        word = half if half * 2 == letters else letters
        if not word or word in self.passwords or word in self.OURS:
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        """That it is on the list."""
        return "Dit wachtwoord gebruiken veel mensen, dus het wordt het eerst geprobeerd. Kies een ander."


class NotAboutOneself(UserAttributeSimilarityValidator):
    """Not the name or the address."""

    DEFAULT_USER_ATTRIBUTES: ClassVar[tuple[str, ...]] = ("email", "name")  # type: ignore[misc]

    def __init__(self, **options: Any) -> None:
        super().__init__(user_attributes=self.DEFAULT_USER_ATTRIBUTES, **options)

    def get_error_message(self) -> str:
        """What it is too much like."""
        return "Dit wachtwoord lijkt te veel op je naam of je e-mailadres."
