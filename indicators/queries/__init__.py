"""Questions about rounds and ratings: distributions over schools, never averages."""

from indicators.queries.distributions import Distribution, LevelShare, Reading, read, round_for_figures
from indicators.queries.groups import By, Group
from indicators.queries.levels import count_levels, latest_closed_round, levels_by_school, percent
from indicators.queries.shares import Distributions, Share, distributions
from indicators.queries.tidy import in_network, indicators_in_words, ratings_gone, ratings_in_words, rounds_in_words

__all__ = [
    "By",
    "Distribution",
    "Distributions",
    "Group",
    "LevelShare",
    "Reading",
    "Share",
    "count_levels",
    "distributions",
    "in_network",
    "indicators_in_words",
    "latest_closed_round",
    "levels_by_school",
    "percent",
    "ratings_gone",
    "ratings_in_words",
    "read",
    "round_for_figures",
    "rounds_in_words",
]
