"""Figures as tokens in a text: `{{ sessies.individueel }}` prints what the platform counts at that moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

TOKEN = re.compile(r"\{\{([^{}]*)\}\}")


def replace(text: str, values: Mapping[str, str], broken: Callable[[str], None]) -> str:
    """The text with its tokens replaced; one that names nothing is told to `broken` and prints as words, never as an empty spot."""

    def value(match: re.Match[str]) -> str:
        name = match[1].strip()
        if name in values:
            return values[name]
        broken(name)
        return f"[onbekend cijfer: {name}]"

    return TOKEN.sub(value, text)
