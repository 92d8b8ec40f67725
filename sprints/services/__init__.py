"""Verbs for sprints, forums and prototypes, one file per noun. Only the flywheel of the school itself has the right to most of them."""

from sprints.services.common import REFUSALS, AdviceUnanswered, ChangedMeanwhile, SprintClosed, SprintRefused
from sprints.services.forums import (
    answer_advice,
    ask_advice,
    attend_forum,
    change_forum,
    give_advice,
    hold_forum,
    note_advice,
    set_aside_advice,
    show_advice,
)
from sprints.services.guests import LinkClosed, make_guest_link, receive_advice, revoke_guest_link, token_of
from sprints.services.initiatives import MOVABLE, add_initiative, change_initiative, move_initiative
from sprints.services.prototypes import write_prototype
from sprints.services.sprints import ANSWER_MAIL_JOB, SPRINT_WEEKS, change_sprint, close_sprint, comment_sprint, start_sprint

__all__ = [
    "ANSWER_MAIL_JOB",
    "MOVABLE",
    "REFUSALS",
    "SPRINT_WEEKS",
    "AdviceUnanswered",
    "ChangedMeanwhile",
    "LinkClosed",
    "SprintClosed",
    "SprintRefused",
    "add_initiative",
    "answer_advice",
    "ask_advice",
    "attend_forum",
    "change_forum",
    "change_initiative",
    "change_sprint",
    "close_sprint",
    "comment_sprint",
    "give_advice",
    "hold_forum",
    "make_guest_link",
    "move_initiative",
    "note_advice",
    "receive_advice",
    "revoke_guest_link",
    "set_aside_advice",
    "show_advice",
    "start_sprint",
    "token_of",
    "write_prototype",
]
