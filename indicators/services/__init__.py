"""Verbs for definitions, rounds, ratings and points of attention; nothing else writes them."""

from indicators.services.agreement import confirm_level, confirm_levels, propose_equal_levels, propose_level
from indicators.services.definitions import adopt_library, define_indicator, define_scale
from indicators.services.points import add_point, choose_point, merge_points, propose_point, set_aside_point, word_point
from indicators.services.ratings import finish_side, rate, take_back_finish, withdraw_rating
from indicators.services.refusals import DefinitionRefused, PointChanged, RatingChanged, RatingRefused, RoundNotOpen
from indicators.services.rounds import close_round, edit_round, open_round, plan_round, reopen_round, start_round

__all__ = [
    "DefinitionRefused",
    "PointChanged",
    "RatingChanged",
    "RatingRefused",
    "RoundNotOpen",
    "add_point",
    "adopt_library",
    "choose_point",
    "close_round",
    "confirm_level",
    "confirm_levels",
    "define_indicator",
    "define_scale",
    "edit_round",
    "finish_side",
    "merge_points",
    "open_round",
    "plan_round",
    "propose_equal_levels",
    "propose_level",
    "propose_point",
    "rate",
    "reopen_round",
    "set_aside_point",
    "start_round",
    "take_back_finish",
    "withdraw_rating",
    "word_point",
]
