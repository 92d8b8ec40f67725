"""The level of a school, from one side or from both."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from indicators.models.definitions import Indicator
from indicators.models.rounds import Round
from schools.models import School
from warmescholen.accounts.access import Access, Reach
from warmescholen.accounts.roles import Permission
from warmescholen.tenancy.models import TenantModel


class RatingSource(models.TextChoices):
    """Who says so: the adviser, the school itself, or both together."""

    ADVISER = "adviser", "adviseur"
    SCHOOL = "school", "school"
    AGREED = "agreed", "afgesproken"


SIDES = (RatingSource.ADVISER, RatingSource.SCHOOL)
SIDE_RIGHT = {RatingSource.ADVISER: Permission.RATE_AS_ADVISER, RatingSource.SCHOOL: Permission.RATE_AS_SCHOOL}


def seen_by(access: Access) -> models.Q:
    """The blind rule, in the one place where it stands: which ratings somebody may see.

    Who holds VIEW_LEVELS for the whole programme sees every rating of it. Anybody else sees only schools over which VIEW_LEVELS holds,
    and of these, in a round that is not closed, only agreed ratings and ratings of the own side: an adviser those of advisers, a flywheel
    those of its school. The other side's appear once both sides have said that they are finished with the school in this round.

    The answer fits any queryset with `programme`, `round`, `school` and `source`, so history rows of ratings pass through it as well.
    """
    own = models.Q(programme_id=access.programme_id)
    if access.everywhere(Permission.VIEW_LEVELS):
        return own
    open_to_all = models.Q(round__state=Round.State.CLOSED) | models.Q(source=RatingSource.AGREED) | _both_finished()
    return own & models.Q(school__in=access.schools(Permission.VIEW_LEVELS)) & (open_to_all | _own_side(access))


def _own_side(access: Access) -> models.Q:
    found = models.Q(pk__in=[])
    for side, right in SIDE_RIGHT.items():
        found |= models.Q(source=side) if access.everywhere(right) else models.Q(source=side, school__in=access.schools(right))
    return found


def _both_finished() -> models.Q:
    """Whether both sides are finished with the row's school in the row's round."""
    both = models.Q()
    for side in SIDES:
        said = RatingFinish.objects.filter(
            programme=models.OuterRef("programme"), round=models.OuterRef("round"), school=models.OuterRef("school"), source=side
        )
        both &= models.Q(models.Exists(said))
    return both


class RatingQuerySet(models.QuerySet["Rating"]):
    """Questions about ratings."""

    def visible_to(self, access: Access) -> RatingQuerySet:
        """Ratings that this person may see: levels and evidence alike. Keeps the blind rule, see `seen_by`.

        Who lacks `access.everywhere(VIEW_LEVELS)` sees, in a round that is not closed, only agreed ratings and ratings of the own side's
        source; the other side's as well once both sides are finished. Who lacks VIEW_LEVELS over a school sees none of it.
        """
        return self.filter(seen_by(access))

    def in_round(self, round_: Round) -> RatingQuerySet:
        """Ratings of one round."""
        return self.filter(round=round_)

    def agreed(self) -> RatingQuerySet:
        """Ratings on which adviser and school agree."""
        return self.filter(source=RatingSource.AGREED)


class Rating(TenantModel):
    """The level of one school on one indicator in one round, from one source."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ratings", verbose_name="meetronde")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="ratings", verbose_name="indicator")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="ratings", verbose_name="school")
    source = models.CharField("bron", max_length=20, choices=RatingSource)
    level = models.PositiveSmallIntegerField("niveau")
    evidence = models.TextField("waaraan je dat ziet", blank=True, help_text="Schrijf geen namen van leerlingen.")
    rated_on = models.DateField("ingeschaald op")
    rated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="ingeschaald door"
    )
    version = models.PositiveIntegerField("versie", default=1)

    objects: ClassVar[models.Manager[Rating]] = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = "inschaling"
        verbose_name_plural = "inschalingen"
        constraints = (
            models.UniqueConstraint(fields=("programme", "round", "indicator", "school", "source"), name="rating_once"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 4)), name="rating_level_one_to_four"),
        )
        indexes = (models.Index(fields=("programme", "round", "source", "indicator", "level", "school"), name="rating_distribution_index"),)

    def __str__(self) -> str:
        return f"{self.school_id} {self.indicator_id}: {self.level}"

    def reach(self) -> Reach:
        """Its school."""
        return Reach(schools=frozenset({self.school_id}))


class RatingFinish(TenantModel):
    """That one side is finished with a school in a round: it stands by its levels, and sees the other's once both are."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="finishes", verbose_name="meetronde")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="rating_finishes", verbose_name="school")
    source = models.CharField("kant", max_length=20, choices=RatingSource)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="afgerond door"
    )

    class Meta:
        verbose_name = "afgeronde inschaling"
        verbose_name_plural = "afgeronde inschalingen"
        constraints = (
            models.UniqueConstraint(fields=("programme", "round", "school", "source"), name="rating_finish_once"),
            models.CheckConstraint(condition=models.Q(source__in=["adviser", "school"]), name="rating_finish_of_a_side"),
        )

    def __str__(self) -> str:
        return f"{self.school_id} {self.source}"


class RatingProposalQuerySet(models.QuerySet["RatingProposal"]):
    """Questions about proposals."""

    def visible_to(self, access: Access) -> RatingProposalQuerySet:
        """Proposals for schools whose levels this person may see; there are none before both sides are finished."""
        own = self.filter(programme_id=access.programme_id)
        if access.everywhere(Permission.VIEW_LEVELS):
            return own
        return own.filter(school__in=access.schools(Permission.VIEW_LEVELS))


class RatingProposal(TenantModel):
    """The level that one side proposes to agree on. Once the other side confirms it, it is the agreed rating; the proposal stays as its origin."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="proposals", verbose_name="meetronde")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="proposals", verbose_name="indicator")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="rating_proposals", verbose_name="school")
    source = models.CharField("kant", max_length=20, choices=RatingSource)
    level = models.PositiveSmallIntegerField("niveau")
    evidence = models.TextField("waarom", blank=True, help_text="Schrijf geen namen van leerlingen.")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="voorgesteld door"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="bevestigd door"
    )
    confirmed_at = models.DateTimeField("bevestigd op", null=True, blank=True)
    version = models.PositiveIntegerField("versie", default=1)

    objects: ClassVar[models.Manager[RatingProposal]] = RatingProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "voorstel van niveau"
        verbose_name_plural = "voorstellen van niveau"
        constraints = (
            models.UniqueConstraint(fields=("programme", "round", "indicator", "school"), name="rating_proposal_once"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 4)), name="rating_proposal_level_one_to_four"),
            models.CheckConstraint(condition=models.Q(source__in=["adviser", "school"]), name="rating_proposal_of_a_side"),
        )

    def __str__(self) -> str:
        return f"{self.school_id} {self.indicator_id}: {self.level}"
