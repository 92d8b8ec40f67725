"""Why a verb of this room refuses; each message says it in Dutch."""

from __future__ import annotations

from indicators.models import AttentionPoint, Rating, RatingProposal


class RoundNotOpen(ValueError):
    """The round takes no ratings, or cannot change state like this; the message says why, in Dutch."""


class RatingRefused(ValueError):
    """A level cannot be given here or now; the message says why, in Dutch."""


class RatingChanged(ValueError):
    """Somebody of the own side saved since this row was read; `current` is what stands there now, None when it is gone."""

    def __init__(self, current: Rating | RatingProposal | None) -> None:
        super().__init__("Een collega paste dit intussen aan. Kijk naar beide teksten en bewaar opnieuw.")
        self.current = current


class PointChanged(ValueError):
    """Somebody worded a point of attention since it was read; `current` is what stands there now."""

    def __init__(self, current: AttentionPoint) -> None:
        super().__init__("Een collega paste dit punt intussen aan. Kijk naar beide teksten en bewaar opnieuw.")
        self.current = current


class DefinitionRefused(ValueError):
    """A scale or an indicator cannot be worded like this; the message says why, in Dutch."""
