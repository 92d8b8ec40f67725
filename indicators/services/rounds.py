"""Verbs for rounds: plan, start, close, reopen. A closed round is frozen."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from indicators.models import IndicatorVersion, Round, RoundIndicator, RoundNetwork, RoundTransition, Scale
from indicators.services.refusals import RoundNotOpen
from networks.models import Network
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


@dataclass(frozen=True)
class RoundPlan:
    """What a round looks at, when and for which networks; none means the whole programme."""

    name: str
    opens_on: datetime.date
    closes_on: datetime.date
    scale: Scale
    versions: Sequence[IndicatorVersion]
    networks: Sequence[Network] = ()


@transaction.atomic
def plan_round(*, plan: RoundPlan, by: Access) -> Round:
    """A round that schools and advisers see coming; it takes no ratings yet. Raises RoundNotOpen when the plan contradicts itself."""
    demand_rounds(by, plan.networks)
    _check(plan)
    former = Round.objects.filter(programme_id=by.programme_id).aggregate(last=Max("number"))["last"] or 0
    round_ = Round(programme_id=by.programme_id, number=former + 1, state=Round.State.PLANNED)
    _tell(round_, plan)
    _note(round_, Round.State.PLANNED, "", by)
    return round_


@transaction.atomic
def edit_round(*, round_: Round, plan: RoundPlan, by: Access) -> Round:
    """Plan a round anew. Once it is open its name and dates can change; what it looks at and for whom cannot. A closed round is frozen."""
    current = Round.objects.select_for_update().get(pk=round_.pk)
    demand_rounds(by, current.networks())
    demand_rounds(by, plan.networks)
    _check(plan)
    if current.state == Round.State.CLOSED:
        raise RoundNotOpen("Deze meetronde is gesloten en verandert niet meer. Heropen ze eerst, met een reden.")
    if current.state == Round.State.OPEN:
        current.name, current.opens_on, current.closes_on = plan.name, plan.opens_on, plan.closes_on
        current.save()
        return current
    current.network_links.all().delete()
    current.indicator_links.all().delete()
    _tell(current, plan)
    return current


@transaction.atomic
def start_round(*, round_: Round, by: Access) -> Round:
    """Take ratings from now on. Raises RoundNotOpen when it is not planned."""
    demand_rounds(by, round_.networks())
    _move(round_, Round.State.PLANNED, Round.State.OPEN, "Deze meetronde is niet gepland, dus ze kan niet opengaan.")
    _note(round_, Round.State.OPEN, "", by)
    return round_


@transaction.atomic
def open_round(
    *,
    name: str,
    opens_on: datetime.date,
    closes_on: datetime.date,
    scale: Scale,
    versions: Sequence[IndicatorVersion],
    by: Access,
    networks: Sequence[Network] = (),
) -> Round:
    """Plan a round and start it at once."""
    plan = RoundPlan(name=name, opens_on=opens_on, closes_on=closes_on, scale=scale, versions=versions, networks=networks)
    return start_round(round_=plan_round(plan=plan, by=by), by=by)


@transaction.atomic
def close_round(*, round_: Round, by: Access) -> None:
    """Freeze the ratings of a round. Raises RoundNotOpen when it is not open."""
    demand_rounds(by, round_.networks())
    _move(round_, Round.State.OPEN, Round.State.CLOSED, "Deze meetronde is niet open.")
    _note(round_, Round.State.CLOSED, "", by)


@transaction.atomic
def reopen_round(*, round_: Round, reason: str, by: Access) -> None:
    """Take ratings again in a closed round. Raises RoundNotOpen when it is not closed, or no reason is given."""
    demand_rounds(by, round_.networks())
    if not reason.strip():
        raise RoundNotOpen("Zeg waarom je de meetronde heropent.")
    _move(round_, Round.State.CLOSED, Round.State.OPEN, "Deze meetronde is niet gesloten.")
    _note(round_, Round.State.OPEN, reason.strip(), by)


def demand_rounds(by: Access, networks: Sequence[Network]) -> None:
    """A round over some networks is their coordinators' matter; one over the whole programme is the programme's."""
    for network in networks or (None,):
        by.demand(Permission.MANAGE_ROUNDS, network)


def may_manage(round_: Round, by: Access) -> bool:
    """Whether this person may plan, start, close and reopen the round."""
    return all(by.may(Permission.MANAGE_ROUNDS, network) for network in round_.networks() or (None,))


def _check(plan: RoundPlan) -> None:
    if plan.closes_on < plan.opens_on:
        raise RoundNotOpen("Een meetronde sluit op of na de dag waarop ze opent.")
    if not plan.versions:
        raise RoundNotOpen("Kies minstens één indicator.")


def _tell(round_: Round, plan: RoundPlan) -> None:
    tenant = round_.programme_id
    round_.name, round_.opens_on, round_.closes_on, round_.scale = plan.name, plan.opens_on, plan.closes_on, plan.scale
    round_.save()
    RoundIndicator.objects.bulk_create(RoundIndicator(programme_id=tenant, round=round_, indicator_version=version) for version in plan.versions)
    RoundNetwork.objects.bulk_create(RoundNetwork(programme_id=tenant, round=round_, network=network) for network in plan.networks)


def _move(round_: Round, former: Round.State, new: Round.State, refusal: str) -> None:
    if not Round.objects.filter(pk=round_.pk, state=former).update(state=new):
        raise RoundNotOpen(refusal)
    round_.state = new


def _note(round_: Round, state: Round.State, reason: str, by: Access) -> None:
    RoundTransition.objects.create(programme_id=by.programme_id, round=round_, to_state=state, reason=reason, by_id=by.user_id)
