"""How well a name fits what somebody typed: accents and case do not count, small typos are forgiven."""

from __future__ import annotations

from rapidfuzz import fuzz

from warmescholen.ui.sort_keys import sort_key

EXACT, BEGINS, WITHIN = 100.0, 95.0, 85.0
SHORTEST_FOR_TYPOS = 4
FORGIVEN = 78.0  # a letter too many, too few or swapped in a word of six


class Wanted:
    """What somebody looks for, ready to compare with many keys."""

    def __init__(self, text: str) -> None:
        self.words = sort_key(text).split()
        self._known: list[dict[str, float]] = [{} for _ in self.words]

    def fit(self, key: str) -> float:
        """From 0 to 100 for a stored sort key; 0 when any of the words is not found in it."""
        there = key.split()
        if not self.words or not there:
            return 0
        scores = [max(self._score(place, word) for word in there) for place in range(len(self.words))]
        return sum(scores) / len(scores) if min(scores) else 0

    def _score(self, place: int, word: str) -> float:
        """A word that was compared before is not compared again: names share most of theirs."""
        known = self._known[place]
        if word not in known:
            known[word] = _compare(self.words[place], word)
        return known[word]


def _compare(wanted: str, word: str) -> float:
    if word == wanted:
        return EXACT
    if word.startswith(wanted):
        return BEGINS
    if len(wanted) < SHORTEST_FOR_TYPOS or wanted.isdigit():
        return 0
    if wanted in word:
        return WITHIN
    whole = fuzz.ratio(wanted, word, score_cutoff=FORGIVEN)
    begin = fuzz.ratio(wanted, word[: len(wanted)], score_cutoff=FORGIVEN) if len(word) > len(wanted) else 0
    return max(whole, begin)
