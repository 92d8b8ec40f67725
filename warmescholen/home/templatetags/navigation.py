"""The menu and the dock, for the frame that all pages share."""

from __future__ import annotations

from typing import Any

from django import template

from warmescholen.home import navigation as ways

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[ways.Entry]:
    """The entries of the menu for the reader of this page."""
    return ways.menu(context["request"])


@register.simple_tag(takes_context=True)
def dock(context: dict[str, Any]) -> ways.Dock:
    """What lies under the thumb for the reader of this page."""
    return ways.dock(context["request"])
