"""Charts as SVG text, for screen and print alike.

Only presentation attributes are used, since the content security policy blocks inline style; a stylesheet can still
override them through the classes. The `<title>` tells the figures in words: it is the accessible name on screen and
becomes the alternative text in a PDF. Every level has a pattern of its own, drawn as plain lines inside its segment:
an SVG `<pattern>` needs an id, and ids collide when one page holds many charts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

WIDTH = 460
BAR_HEIGHT = 22
GAP = 1.6
SPACE = 12.0
INK, SOFT_INK, PAPER = "#2a211c", "#6a5d54", "#fbf7f0"
FONT = "Source Sans 3, sans-serif"
LABEL_SIZE = 10
DIGIT_WIDTH = 5.2  # of a tabular figure at LABEL_SIZE


@dataclass(frozen=True)
class Level:
    """A level and how many schools stand on it."""

    name: str
    count: int


@dataclass(frozen=True)
class Bar:
    """A group of schools: its levels in order, and how many schools have no level. Without levels there is no data."""

    label: str
    levels: tuple[Level, ...]
    missing: int = 0

    @property
    def total(self) -> int:
        """The schools that have a level."""
        return sum(level.count for level in self.levels)


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def inset(self, by: float) -> _Box:
        return _Box(self.left + by, self.top + by, self.right - by, self.bottom - by)


@dataclass(frozen=True)
class _Style:
    fill: str
    text: str
    pattern: str
    line: str


STYLES = (
    _Style("#1f5c4d", PAPER, "plain", ""),
    _Style("#63a08f", INK, "diagonal", "#2f6b5b"),
    _Style("#e3b34c", INK, "dots", "#8a5f10"),
    _Style("#cfc7bc", INK, "horizontal", "#8b7f72"),
)


def distribution_bars(bars: Sequence[Bar], *, title: str) -> SafeString:
    """One stacked bar per group, first group on top, with the count of each level in or under its segment.

    `title` names the subject; the figures of all bars follow it in words. A group without levels, or without any school
    on a level, is an empty outline with the words "geen gegevens".
    """
    drawn, bottom = [], -SPACE
    for bar in bars:
        svg, bottom = _bar(bar, bottom + SPACE)
        drawn.append(svg)
    words = ". ".join([title, *(_in_words(bar) for bar in bars)]) + "."
    return _svg(WIDTH, bottom + 1, words, drawn, "chart-distribution")


def legend(names: Sequence[str]) -> SafeString:
    """The names of the levels beside their colour and pattern, and the outline of schools without a level."""
    drawn, left = [], 0.0
    without = _("geen inschaling")
    for style, name in [*zip(cycle(STYLES), names, strict=False), (None, without)]:
        box = _Box(left, 1, left + 16, 13)
        drawn += [_segment(box, style) if style else _outline(box), _text(left + 21, 10.5, name, INK)]
        left += 21 + len(name) * DIGIT_WIDTH + 16
    words = _("Legende, van ver naar minder ver: %(names)s.") % {"names": ", ".join(names)}
    return _svg(WIDTH, 14, words, drawn, "chart-legend")


def swatch(level: int) -> SafeString:
    """The colour and pattern of level 1 to 4 alone, as a file of its own for use as a decorative background."""
    style = STYLES[(level - 1) % len(STYLES)]
    return format_html('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 12">{}</svg>\n', _segment(_Box(0, 0, 16, 12), style))


def _svg(width: float, height: float, words: str, drawn: Sequence[SafeString], css: str) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart {}" role="img" viewBox="0 0 {} {}"><title>{}</title>{}</svg>',
        css, _n(width), _n(height), words, format_html_join("", "{}", ((part,) for part in drawn)),
    )  # fmt: skip


def _bar(bar: Bar, top: float) -> tuple[SafeString, float]:
    """The bar with its heading, from `top` down, and where it ends."""
    parts = [_text(0, top + 9, _heading(bar), SOFT_INK, css="chart-heading")]
    row = _Box(0, top + 14, WIDTH, top + 14 + BAR_HEIGHT)
    if not bar.total:
        parts += [_outline(row.inset(0.8)), _text(8, row.bottom - 7, _("geen gegevens"), SOFT_INK, css="chart-heading")]
        return format_html_join("", "{}", ((part,) for part in parts)), row.bottom
    has_label_under = False
    for box, style, count in _segments(bar, row):
        parts.append(_segment(box, style) if style else _outline(box))
        if box.width >= _label_width(count) + 14:
            parts += _label_inside(box, style, count)
        else:
            parts.append(_text(box.middle, row.bottom + 10.5, str(count), INK, anchor="middle", css="chart-count"))
            has_label_under = True
    return format_html_join("", "{}", ((part,) for part in parts)), row.bottom + (11 if has_label_under else 0)


def _segments(bar: Bar, row: _Box) -> Iterator[tuple[_Box, _Style | None, int]]:
    """The box of each level that has schools, and an unstyled one for the schools without a level."""
    levels = [(style, level.count) for style, level in zip(cycle(STYLES), bar.levels, strict=False)]
    present = [(style, count) for style, count in [*levels, (None, bar.missing)] if count]
    left = row.left
    for (style, count), width in zip(present, _widths([count for _style, count in present], row.width), strict=True):
        yield _Box(left + GAP / 2, row.top, left + width - GAP / 2, row.bottom), style, count
        left += width


def _widths(counts: Sequence[int], width: float) -> list[float]:
    """The width of each count in proportion, but never too narrow for its label under it; the wide ones give way."""
    proportional = [width * count / sum(counts) for count in counts]
    least = [_label_width(count) + GAP + 1 for count in counts]
    lacking = sum(max(0, low - own) for low, own in zip(least, proportional, strict=True))
    spare = sum(max(0, own - low) for low, own in zip(least, proportional, strict=True))
    return [low if own <= low else own - (own - low) * lacking / spare for low, own in zip(least, proportional, strict=True)]


def _label_width(count: int) -> float:
    return DIGIT_WIDTH * len(str(count))


def _segment(box: _Box, style: _Style) -> SafeString:
    fill = _rect(box, fill=style.fill)
    if style.pattern == "plain":
        return fill
    width = "1.8" if style.pattern == "dots" else "0.9"
    lines = _LINES[style.pattern](box.inset(1))
    path = '<path d="{}" fill="none" stroke="{}" stroke-width="{}" stroke-linecap="round"/>'
    return fill + format_html(path, lines, style.line, width)


def _diagonal(box: _Box) -> str:
    """Lines on which x + y is a multiple of 5, cut to the box, so that neighbours run on."""
    start = int((box.left + box.top) // 5 + 1) * 5
    ends = []
    for total in range(start, int(box.right + box.bottom) + 1, 5):
        right, left = min(box.right, total - box.top), max(box.left, total - box.bottom)
        ends.append(f"M{_n(right)} {_n(total - right)}L{_n(left)} {_n(total - left)}")
    return "".join(ends)


def _horizontal(box: _Box) -> str:
    return "".join(f"M{_n(box.left)} {_n(box.top + step)}H{_n(box.right)}" for step in range(2, int(box.bottom - box.top), 4))


def _dots(box: _Box) -> str:
    """Dots in staggered rows: lines without length, which round caps turn into dots."""
    dots = []
    for row in range(int((box.bottom - box.top - 1) // 3.5)):
        first = 2 + (row % 2) * 2.5
        dots += [f"M{_n(box.left + first + x * 5)} {_n(box.top + 2 + row * 3.5)}h0" for x in range(int((box.width - first) // 5) + 1)]
    return "".join(dots)


_LINES = {"diagonal": _diagonal, "dots": _dots, "horizontal": _horizontal}


def _outline(box: _Box) -> SafeString:
    return _rect(box.inset(0.4), fill="none", stroke=SOFT_INK)


def _rect(box: _Box, *, fill: str, stroke: str = "none") -> SafeString:
    dashes = format_html(' stroke-width="0.8" stroke-dasharray="3 2" stroke="{}"', stroke) if stroke != "none" else ""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2.5" fill="{}"{}/>',
        _n(box.left), _n(box.top), _n(box.width), _n(box.bottom - box.top), fill, dashes,
    )  # fmt: skip


def _label_inside(box: _Box, style: _Style | None, count: int) -> list[SafeString]:
    """The count at the left of its segment, on a plain plate so that no pattern runs through it."""
    width = _label_width(count) + 5
    plate = _Box(box.left + 4.5, box.top + 4, box.left + 4.5 + width, box.bottom - 4)
    text = _text(plate.middle, box.bottom - 7.4, str(count), style.text if style else SOFT_INK, anchor="middle", css="chart-count")
    return [_rect(plate, fill=style.fill), text] if style and style.pattern != "plain" else [text]


def _text(left: float, base: float, words: str, fill: str, *, anchor: str = "start", css: str = "chart-name") -> SafeString:
    weight = 600 if css == "chart-count" else 400
    return format_html(
        '<text class="{}" x="{}" y="{}" font-family="{}" font-size="{}" font-weight="{}" text-anchor="{}" fill="{}">{}</text>',
        css, _n(left), _n(base), FONT, LABEL_SIZE, weight, anchor, fill, words,
    )  # fmt: skip


def _heading(bar: Bar) -> str:
    if not bar.total:
        return bar.label
    schools = ngettext("%(count)d school", "%(count)d scholen", bar.total) % {"count": bar.total}
    if not bar.missing:
        return f"{bar.label}, {schools}"
    return _("%(label)s, %(schools)s met en %(missing)d zonder inschaling") % {"label": bar.label, "schools": schools, "missing": bar.missing}


def _in_words(bar: Bar) -> str:
    if not bar.total:
        return _("%(label)s: geen gegevens") % {"label": bar.label}
    counts = ", ".join(f"{level.name} {level.count}" for level in bar.levels)
    return _("%(heading)s: %(counts)s") % {"heading": _heading(bar), "counts": counts}


def _n(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")
