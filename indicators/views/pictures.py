"""Distributions as pictures, and in the words beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from indicators.queries.distributions import Distribution
from warmescholen.ui.bars import Piece, empty_bar, stacked_bar
from warmescholen.ui.charts import Bar, Level

NO_DATA, KEPT_BACK = "geen gegevens", "te weinig ingeschaalde scholen om te tonen"


@dataclass(frozen=True)
class Picture:
    """A distribution with its bar and its words."""

    distribution: Distribution
    bar: SafeString
    words: str


def picture_of(distribution: Distribution, name: str) -> Picture:
    """The bar of a distribution; `name` is what it is about."""
    words = in_words(distribution)
    title = f"{name}: {words}"
    if not distribution.shares:
        return Picture(distribution, empty_bar(KEPT_BACK if distribution.is_kept_back else NO_DATA, title=title), words)
    pieces = [Piece(share.count, (str(share), f"{share.count} ({share.percent} %)", str(share.count)), share.level) for share in distribution.shares]
    if distribution.missing:
        pieces.append(
            Piece(distribution.missing, (f"{distribution.missing} zonder gegevens", f"{distribution.missing} zonder", str(distribution.missing)))
        )
    return Picture(distribution, stacked_bar(pieces, title=title), words)


def in_words(distribution: Distribution) -> str:
    """The counts of a distribution in a row, what is missing as its own part."""
    if not distribution.shares:
        return KEPT_BACK if distribution.is_kept_back else NO_DATA
    parts = [f"{share.count} {share.name}" for share in distribution.shares]
    return ", ".join([*parts, *([f"{distribution.missing} zonder gegevens"] if distribution.missing else [])])


def bars_for_a_file(distributions: Sequence[Distribution]) -> list[Bar]:
    """The same for a drawing that stands on its own; what is kept back is no data there."""
    return [
        Bar(
            f"{each.group.label}, {KEPT_BACK}" if each.is_kept_back else each.group.label,
            tuple(Level(share.name, share.count) for share in each.shares),
            each.missing if each.shares else 0,
        )
        for each in distributions
    ]
