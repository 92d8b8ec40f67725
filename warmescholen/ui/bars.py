"""Stacked bars for the screen: as wide as their place, in the colours of the theme, with labels that fit.

They follow the same rules as `charts`, which draws for paper and files: a pattern per level, a gap between neighbours, the figures in
words as the title, nothing by colour alone. Here the page holds the patterns (`indicators/_patterns.html`), and widths are shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

HEIGHT = 40
CHARACTER = 7.1  # pixels of a letter of a label, rather too wide than too narrow
WIDE, NARROW = 620, 300  # pixels that a bar has at least, on a wide screen and on a phone
FILLS = ("var(--l1)", "url(#p2)", "url(#p3)", "url(#p4)")


@dataclass(frozen=True)
class Piece:
    """A part of a bar: how many, and what stands on it, from the longest words to the shortest. No `level` is an outline: no data."""

    count: int
    words: tuple[str, ...]
    level: int | None = None


def stacked_bar(pieces: Sequence[Piece], *, title: str) -> SafeString:
    """One bar over its whole width."""
    total = sum(piece.count for piece in pieces)
    drawn: list[SafeString] = []
    left = 0.0
    for piece in (piece for piece in pieces if piece.count):
        width = 100 * piece.count / total
        drawn += _piece(piece, left, width)
        left += width
    return _svg(drawn, title)


def empty_bar(words: str, *, title: str) -> SafeString:
    """An outline that says why there is no bar."""
    outline = '<rect x="1" y="5" width="99.5%" height="30" rx="6" fill="none" stroke="var(--strong-line)" stroke-dasharray="5 4"/>'
    return _svg([format_html(outline + '<text x="14" y="25" fill="var(--soft)">{}</text>', words)], title)


def _piece(piece: Piece, left: float, width: float) -> Iterator[SafeString]:
    x, across = f"{left:.2f}%", f"{width:.2f}%"
    if piece.level is None:
        yield format_html(
            '<rect x="{}" y="5" width="{}" height="30" rx="5" fill="none" stroke="var(--strong-line)" stroke-dasharray="5 4"/>', x, across
        )
    else:
        shape = '<rect x="{}" y="4" width="{}" height="32" rx="6" fill="{}" stroke="var(--paper)" stroke-width="3"/>'
        yield format_html(shape, x, across, FILLS[(piece.level - 1) % len(FILLS)])
    for room, css in ((WIDE, "wide"), (NARROW, "narrow-only")):
        words = next((each for each in piece.words if len(each) * CHARACTER + 24 <= room * width / 100), None)
        if words:
            yield _label(words, x, css, piece.level)


def _label(words: str, x: str, css: str, level: int | None) -> SafeString:
    """The words at the left of their piece, on a plate of the paper's colour where a pattern runs below them."""
    fill = {1: "var(--raised)", None: "var(--soft)"}.get(level, "var(--ink)")
    plate = ""
    if level not in {1, None}:
        width = f"{len(words) * CHARACTER + 9:.0f}"
        plate = format_html('<rect x="{}" y="10" width="{}" height="20" rx="4" transform="translate(7)" fill="var(--raised)"/>', x, width)
    return format_html('<g class="{}">{}<text x="{}" dx="12" y="25" fill="{}">{}</text></g>', css, plate, x, fill, words)


def _svg(drawn: Sequence[SafeString], title: str) -> SafeString:
    inside = format_html_join("", "{}", ((part,) for part in drawn))
    return format_html('<svg class="stacked" width="100%" height="{}" role="img"><title>{}</title>{}</svg>', HEIGHT, title, inside)
