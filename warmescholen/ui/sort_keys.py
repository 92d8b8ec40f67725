"""Dutch order without the server's help: a stored key that plain comparison sorts well."""

from __future__ import annotations

import re
import unicodedata

DIGITS = 6  # numbers in a name sort by value: "Gent 2" before "Gent 10"


def sort_key(text: str) -> str:
    """Lower case, without accents or punctuation, with numbers padded; equal for names that people call the same."""
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(character for character in plain if not unicodedata.combining(character)).casefold()
    words = re.findall(r"[a-z]+|\d+", letters)
    return " ".join(word.zfill(DIGITS) if word.isdigit() else word for word in words)
