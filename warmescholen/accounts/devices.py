"""A browser's own long description, in words that its owner recognises."""

from __future__ import annotations

# The first that fits: browsers also name those they descend from.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def device_of(user_agent: str) -> str:
    """Such as "Firefox op Windows"."""
    browser = _first(user_agent, BROWSERS) or "een browser"
    system = _first(user_agent, SYSTEMS)
    return f"{browser} op {system}" if system else browser


def _first(text: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for word, name in names if word in text), "")
