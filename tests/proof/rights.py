"""What each role may do, written down a second time from the domain's words, and tried on the services themselves.

One letter per role: Manager, Coordinator, Adviser, Flywheel, Observer. Each probe does the thing over the part that the role holds;
it is refused with Forbidden, or finds nothing, when the permission is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from indicators import services as indicators
from indicators.models import Indicator, IndicatorVersion, Rating, RatingFinish, RatingProposal, RatingSource, Round, Scale
from indicators.models.ratings import SIDE_RIGHT, SIDES
from networks.models import Network
from reports import services as reports
from reports.models import Report, SectionKey
from schools import services as schools
from schools.enums import SessionKind
from schools.models import FollowUp, School, Session
from schools.services import NewSession
from sprints import services as sprints
from sprints.models import Sprint
from tests.factories.mirror import Part
from warmescholen.accounts.access import Access, Forbidden
from warmescholen.accounts.roles import Permission, Role

LETTERS = {"M": Role.MANAGER, "C": Role.COORDINATOR, "A": Role.ADVISER, "F": Role.FLYWHEEL, "O": Role.OBSERVER}
TODAY = timezone.localdate()
RIGHTS: dict[Permission, str] = {
    Permission.VIEW_PROGRAMME: "MCAFO",
    Permission.VIEW_SCHOOL: "MCAF",
    Permission.MANAGE_SCHOOLS: "MC",
    Permission.LOG_SESSION: "MCA",
    Permission.READ_TEAM_NOTE: "MCA",
    Permission.TICK_FOR_SCHOOL: "F",
    Permission.RATE_AS_ADVISER: "MCA",
    Permission.RATE_AS_SCHOOL: "F",
    Permission.AGREE_RATING: "MCAF",
    Permission.MANAGE_ROUNDS: "MC",
    Permission.CHOOSE_POINTS: "MC",
    Permission.VIEW_LEVELS: "MCAF",
    Permission.VIEW_SPRINT: "MCAF",
    Permission.COMMENT_SPRINT: "MCAF",
    Permission.CHANGE_SPRINT: "F",
    Permission.VIEW_REPORT: "MCA",
    Permission.WRITE_REPORT: "MCA",
    Permission.FREEZE_REPORT: "MC",
    Permission.MANAGE_PEOPLE: "M",
    Permission.READ_RECORD: "M",
    Permission.VIEW_AGGREGATES: "MCAFO",
}


@dataclass(frozen=True)
class Tools:
    """Who tries, and over which part."""

    access: Access
    part: Part

    @property
    def school(self) -> School:
        school: School = self.part["schools.school"]
        return school

    @property
    def network(self) -> Network:
        network: Network = self.part["networks.network"]
        return network

    def round(self) -> Round:
        """An open round for the part's network."""
        round_: Round = self.part["indicators.round"]
        Round.objects.filter(pk=round_.pk).update(state=Round.State.OPEN)
        return round_

    @property
    def indicator(self) -> Indicator:
        indicator: Indicator = self.part["indicators.indicator"]
        return indicator

    def rate(self, source: RatingSource) -> None:
        round_, school = self.round(), self.school
        for model in (Rating, RatingFinish):
            model.objects.filter(round=round_, school=school).delete()
        indicators.rate(round_=round_, indicator=self.indicator, school=school, source=source, level=2, rated_on=TODAY, by=self.access)

    def agree(self) -> bool:
        """Propose a level for the side that one stands on, when both are finished. Who stands on neither is only asked."""
        round_, school = self.round(), self.school
        if not any(self.access.may(right, school) for right in SIDE_RIGHT.values()):
            return self.access.may(Permission.AGREE_RATING, school)
        RatingProposal.objects.filter(round=round_, school=school).delete()
        for side in SIDES:
            RatingFinish.objects.get_or_create(programme_id=self.access.programme_id, round=round_, school=school, source=side)
        side = RatingSource.SCHOOL if self.access.may(Permission.RATE_AS_SCHOOL, school) else RatingSource.ADVISER
        indicators.propose_level(round_=round_, indicator=self.indicator, school=school, side=side, level=2, by=self.access)
        return True


def is_allowed(permission: Permission, tools: Tools) -> bool:
    """Whether the thing that needs the permission can be done."""
    try:
        return PROBES[permission](tools) is not False
    except Forbidden:
        return False


def _log(tools: Tools) -> None:
    new = NewSession(kind=SessionKind.INDIVIDUAL, date=TODAY, minutes=60, schools=(tools.school,), school=tools.school)
    schools.log_session(new=new, by=tools.access)


def _open_round(tools: Tools) -> None:
    scale: Scale = tools.part["indicators.scale"]
    version: IndicatorVersion = tools.part["indicators.indicatorversion"]
    indicators.open_round(name="een", opens_on=TODAY, closes_on=TODAY, scale=scale, versions=[version], by=tools.access, networks=[tools.network])


def _change_sprint(tools: Tools) -> None:
    sprint: Sprint = tools.part["sprints.sprint"]
    sprints.add_initiative(
        sprint=sprint, title="Rust", text="Rust in de gang", blocks=["cultuur"], owner="de trekker", indicators=[], by=tools.access
    )


def _private_note(tools: Tools) -> None:
    session: Session = tools.part["schools.session"]
    schools.set_private_note(session=session, text="voor mezelf", before="", by=tools.access)


def _tick(tools: Tools) -> None:
    step: FollowUp = tools.part["schools.followup"]
    FollowUp.objects.filter(pk=step.pk).update(owner="school")
    step.refresh_from_db()
    schools.tick_follow_up(follow_up=step, is_done=True, by=tools.access)


def _report(tools: Tools) -> Report:
    report: Report = tools.part["reports.report"]
    return report


PROBES: dict[Permission, Callable[[Tools], object]] = {
    Permission.VIEW_PROGRAMME: lambda tools: tools.access.may_somewhere(Permission.VIEW_PROGRAMME),
    Permission.VIEW_SCHOOL: lambda tools: School.objects.visible_to(tools.access).filter(pk=tools.school.pk).exists(),
    Permission.MANAGE_SCHOOLS: lambda tools: schools.add_member(
        team=tools.part["schools.flywheelteam"], function="lid", role="lid", starts_on=TODAY, by=tools.access
    ),
    Permission.LOG_SESSION: _log,
    Permission.READ_TEAM_NOTE: _private_note,
    Permission.TICK_FOR_SCHOOL: _tick,
    Permission.RATE_AS_ADVISER: lambda tools: tools.rate(RatingSource.ADVISER),
    Permission.RATE_AS_SCHOOL: lambda tools: tools.rate(RatingSource.SCHOOL),
    Permission.AGREE_RATING: lambda tools: tools.agree(),
    Permission.MANAGE_ROUNDS: _open_round,
    Permission.CHOOSE_POINTS: lambda tools: indicators.choose_point(point=tools.part["indicators.attentionpoint"], by=tools.access),
    Permission.VIEW_LEVELS: lambda tools: tools.access.may(Permission.VIEW_LEVELS, tools.school),
    Permission.VIEW_SPRINT: lambda tools: Sprint.objects.visible_to(tools.access).filter(school=tools.school).exists(),
    Permission.COMMENT_SPRINT: lambda tools: sprints.comment_sprint(sprint=tools.part["sprints.sprint"], text="Mooi werk", by=tools.access),
    Permission.CHANGE_SPRINT: _change_sprint,
    Permission.VIEW_REPORT: lambda tools: Report.objects.visible_to(tools.access).filter(network=tools.network).exists(),
    Permission.WRITE_REPORT: lambda tools: reports.write_section(
        report=_report(tools), key=SectionKey.SCHOOLS, body="tekst", state="draft", by=tools.access
    ),
    Permission.FREEZE_REPORT: lambda tools: reports.freeze_report(report=_report(tools), by=tools.access),
    Permission.MANAGE_PEOPLE: lambda tools: schools.invite(email="nieuw@mirror.example", role=Role.OBSERVER, by=tools.access),
    Permission.READ_RECORD: lambda tools: tools.access.may(Permission.READ_RECORD),
    Permission.VIEW_AGGREGATES: lambda tools: tools.access.may_somewhere(Permission.VIEW_AGGREGATES),
}


def wanted(permission: Permission, role: Role) -> bool:
    """What the table above says."""
    return role in {LETTERS[letter] for letter in RIGHTS[permission]}
