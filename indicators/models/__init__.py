"""Models of the indicators room, one file per noun."""

from indicators.models.definitions import Indicator, IndicatorVersion, Level, LevelDescriptor, Scale
from indicators.models.points import AttentionPoint
from indicators.models.ratings import Rating, RatingFinish, RatingProposal, RatingSource, seen_by
from indicators.models.rounds import Round, RoundIndicator, RoundNetwork, RoundTransition
from warmescholen.audit.tracking import record_history

__all__ = [
    "AttentionPoint",
    "Indicator",
    "IndicatorVersion",
    "Level",
    "LevelDescriptor",
    "Rating",
    "RatingFinish",
    "RatingProposal",
    "RatingSource",
    "Round",
    "RoundIndicator",
    "RoundNetwork",
    "RoundTransition",
    "Scale",
    "seen_by",
]

record_history(__name__)
