"""Small pieces of the indicators' pages."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def heat_cell(levels: Mapping[int, int], number: int) -> SafeString:
    """A cell of the heat map: the level as a figure on its colour and pattern, or a dash for none."""
    level = levels.get(number)
    if level is None:
        return mark_safe('<td class="none"><span class="away">geen gegevens</span><span aria-hidden="true">-</span></td>')
    return format_html('<td class="l{}"><span>{}</span></td>', level, level)
