"""Why a verb of this room refuses; each message says it in Dutch."""

from __future__ import annotations

from indicators.models import Rating, RatingProposal


class RoundNotOpen(ValueError):
    """The round takes no ratings, or cannot change state like this; the message says why, in Dutch."""


class RatingRefused(ValueError):
    """A level cannot be given here or now; the message says why, in Dutch."""


class RatingChanged(ValueError):
    """Somebody of the own side saved since this row was read; `current` is what stands there now, None when it is gone."""

    def __init__(self, current: Rating | RatingProposal | None) -> None:
        super().__init__("Een collega paste dit intussen aan. Kijk naar beide teksten en bewaar opnieuw.")
        self.current = current
