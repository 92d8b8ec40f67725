"""Questions about sprints, one file per subject."""

from sprints.queries.board import LANES, Lane, blocks_without, lanes, lanes_by_block, missing_to_close
from sprints.queries.listing import SprintRow, indicator_names, sprint_rows
from sprints.queries.weeks import Ruler, Week, headline, ruler

__all__ = [
    "LANES",
    "Lane",
    "Ruler",
    "SprintRow",
    "Week",
    "blocks_without",
    "headline",
    "indicator_names",
    "lanes",
    "lanes_by_block",
    "missing_to_close",
    "ruler",
    "sprint_rows",
]
