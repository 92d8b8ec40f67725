"""What people write in Markdown, as HTML that is safe to print and to show.

Raw HTML is text, pictures become their description, and a link becomes its words with the address behind them: paper cannot
be clicked, and nothing that a person typed makes a renderer fetch anything. A heading becomes a paragraph that looks like
one, so that a text cannot break the order of headings of the page it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

SHOWN_ADDRESSES = ("http://", "https://", "mailto:")


def to_html(text: str) -> SafeString:
    """The text as HTML: paragraphs, lists, quotes, emphasis, code and tables."""
    return SafeString(_parser().render(text))  # markdown-it escapes everything, and raw HTML is off


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.core.ruler.push("for_paper", _for_paper)
    return parser


def _for_paper(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "p"
            token.attrs = {"class": "run-in"} if token.nesting == 1 else {}
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        elif token.children:
            token.children = list(_without_fetches(token.children))


def _without_fetches(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens of a line, with each link and picture as plain text."""
    address, words = "", ""
    for token in tokens:
        if token.type == "image":
            yield _text(token.content)
        elif token.type == "link_open":
            address, words = str(token.attrGet("href") or ""), ""
        elif token.type == "link_close":
            if address.startswith(SHOWN_ADDRESSES) and address not in {words, f"mailto:{words}"}:
                yield _text(f" ({address.removeprefix('mailto:')})")
        else:
            words += token.content
            yield token


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)
