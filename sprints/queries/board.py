"""The board of a sprint, and what is missing before the sprint can close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sprints.enums import BuildingBlock, InitiativeState
from sprints.models import Initiative, Sprint

LANES = ((InitiativeState.PLANNED, "Te doen"), (InitiativeState.BUSY, "Bezig"), (InitiativeState.DONE, "Klaar"))


@dataclass(frozen=True)
class Lane:
    """A column of the board."""

    name: str
    key: str
    initiatives: tuple[Initiative, ...] = field(default=())


def lanes(initiatives: Sequence[Initiative]) -> list[Lane]:
    """The board by state. What stopped or was carried over has a lane of its own when there is any."""
    found = [Lane(name, state, tuple(each for each in initiatives if each.state == state)) for state, name in LANES]
    ended = tuple(each for each in initiatives if each.state in (InitiativeState.STOPPED, InitiativeState.CARRIED))
    return [*found, Lane("Gestopt of meegenomen", "ended", ended)] if ended else found


def lanes_by_block(initiatives: Sequence[Initiative]) -> list[Lane]:
    """The board by building block; an initiative over several blocks stands under each of them."""
    return [Lane(str(block.label).capitalize(), block, tuple(each for each in initiatives if block in each.blocks)) for block in BuildingBlock]


def blocks_without(initiatives: Sequence[Initiative]) -> list[str]:
    """The building blocks for which nothing is planned, in words."""
    used = {block for each in initiatives for block in each.blocks}
    return [str(block.label) for block in BuildingBlock if block not in used]


def missing_to_close(sprint: Sprint) -> list[str]:
    """What has to happen before the sprint can close, a sentence each; nothing when it can. Three queries at most."""
    advice = sprint.forum.advice
    waiting, unanswered = advice.waiting().count(), advice.unanswered().count()
    missing = []
    if sprint.forum.held_at is None:
        missing.append("Het forum van deze sprint is nog niet gehouden.")
    if waiting:
        missing.append("Eén advies van een gast wacht op nazicht." if waiting == 1 else f"{waiting} adviezen van gasten wachten op nazicht.")
    if unanswered:
        missing.append("Eén advies heeft nog geen antwoord." if unanswered == 1 else f"Op {unanswered} adviezen is nog geen antwoord gegeven.")
    return missing
