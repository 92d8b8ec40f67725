"""Questions about rounds and ratings: distributions over schools, never averages."""

from indicators.queries.levels import count_levels, latest_closed_round, levels_by_school, percent

__all__ = ["count_levels", "latest_closed_round", "levels_by_school", "percent"]
