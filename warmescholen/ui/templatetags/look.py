"""Small pieces of the look: icons, badges of states and levels, moments in words, the reader's own theme."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from warmescholen.ui.charts import swatch
from warmescholen.ui.themes import chosen_theme

register = template.Library()

TONES = {
    "good": ("running", "done", "held", "final", "published", "active", "akkoord", "overgenomen", "deels overgenomen", "klaar", "goedgekeurd"),
    "late": ("overdue", "draft", "review", "bezorgdheid", "persoonlijk bezwaar", "waiting", "leeg", "teruggestuurd"),
    "hot": ("failed", "refused", "principieel bezwaar", "revoked"),
    "plain": ("planned", "busy", "carried", "queued", "closed", "frozen", "niet overgenomen", "in opmaak"),
}
_TONE_OF = {state: tone for tone, states in TONES.items() for state in states}
MESSAGE_TONES = {"success": ("", "check"), "info": ("plain", "info"), "warning": ("late", "alert"), "error": ("hot", "alert")}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite; the words stand beside it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("icons.svg"), name)


@register.filter
def tone(state: object) -> str:
    """The class of a badge that says a state: `<span class="tag {{ sprint.state|tone }}">`. The words carry the meaning."""
    return _TONE_OF.get(str(state), "")


@register.filter
def message_tone(level_tag: str) -> str:
    """The class of a notice for a message of Django."""
    return MESSAGE_TONES.get(level_tag, ("plain", "info"))[0]


@register.filter
def message_icon(level_tag: str) -> str:
    """The icon of a notice for a message of Django."""
    return MESSAGE_TONES.get(level_tag, ("plain", "info"))[1]


@register.simple_tag
def level(number: int | None, name: str = "") -> SafeString:
    """A level as a badge: its colour and pattern, its number and its name; none is said in words."""
    if number is None:
        return mark_safe('<span class="level soft">geen gegevens</span>')
    return format_html('<span class="level"><span aria-hidden="true">{}</span>{}{}</span>', swatch(number), number, f" {name}" if name else "")


@register.filter
def when(moment: datetime.date | datetime.datetime | None) -> SafeString | str:
    """A day or a moment as people say it, with the full date on hover and in the page: "gisteren 14:03"."""
    if moment is None:
        return ""
    local = timezone.localtime(moment) if isinstance(moment, datetime.datetime) else moment
    clock = f" {local:%H:%M}" if isinstance(local, datetime.datetime) else ""
    day = local.date() if isinstance(local, datetime.datetime) else local
    full = date_format(day, "l j F Y") + (f" om{clock}" if clock else "")
    return format_html('<time datetime="{}" title="{}">{}{}</time>', local.isoformat(), full, in_words(day), clock)


def in_words(day: datetime.date, today: datetime.date | None = None) -> str:
    """A day beside today: vandaag, gisteren, morgen, a weekday within the week, else the date; the year when it is another one."""
    now = today or timezone.localdate()
    distance = (day - now).days
    near = {0: "vandaag", -1: "gisteren", 1: "morgen"}
    if distance in near:
        return near[distance]
    if 1 < distance < 7:
        return date_format(day, "l j F")
    return date_format(day, "j F" if day.year == now.year else "j F Y")


@register.simple_tag(takes_context=True)
def theme(context: dict[str, Any]) -> str:
    """The theme that the reader chose: light, dark, or nothing when the device decides."""
    request = context.get("request")
    return chosen_theme(request) if isinstance(request, HttpRequest) else ""
