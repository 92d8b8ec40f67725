"""The forum at the end of a sprint: who is asked, what they advise, what the flywheel answers."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from schools.models import Session
from sprints.enums import AdviceKind, AdviceState, ForumGroupKind, Verdict
from sprints.models.seen import SeenBySchool
from sprints.models.sprint import Sprint
from warmescholen.accounts.access import Access, Reach
from warmescholen.accounts.roles import Permission
from warmescholen.tenancy.models import TenantModel


class ForumQuerySet(SeenBySchool["Forum"]):
    """Questions about forums."""

    school = "sprint__school"


class Forum(TenantModel):
    """A dated meeting with stakeholders; its date is fixed when the sprint starts."""

    sprint = models.OneToOneField(Sprint, on_delete=models.CASCADE, related_name="forum", verbose_name="sprint")
    date = models.DateField("datum")
    place = models.CharField("plaats", max_length=200, blank=True)
    question = models.TextField("vraag")
    held_at = models.DateTimeField("gehouden op", null=True, blank=True)
    report = models.TextField("verslag en beslissing", blank=True)

    objects: ClassVar[models.Manager[Forum]] = ForumQuerySet.as_manager()

    class Meta:
        verbose_name = "forum"
        verbose_name_plural = "forums"

    def __str__(self) -> str:
        return f"forum van {self.date}"

    def reach(self) -> Reach:
        """Its school."""
        return self.sprint.reach()


class ForumGroupQuerySet(SeenBySchool["ForumGroup"]):
    """Questions about whom a forum asks."""

    school = "forum__sprint__school"


class ForumGroup(TenantModel):
    """A group that the proposal touches, or that knows about it; both kinds must be there before the advice round opens."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="groups", verbose_name="forum")
    kind = models.CharField("soort", max_length=20, choices=ForumGroupKind)
    name = models.CharField("wie", max_length=200)

    objects: ClassVar[models.Manager[ForumGroup]] = ForumGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "groep op een forum"
        verbose_name_plural = "groepen op forums"
        constraints = (models.UniqueConstraint(fields=("programme", "forum", "kind", "name"), name="forum_group_once"),)

    def __str__(self) -> str:
        return self.name


class ForumSessionQuerySet(SeenBySchool["ForumSession"]):
    """Questions about attended forums."""

    school = "forum__sprint__school"


class ForumSession(TenantModel):
    """That an adviser's session of kind forum was the attendance of this forum."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="session_links", verbose_name="forum")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="forum_links", verbose_name="sessie")

    objects: ClassVar[models.Manager[ForumSession]] = ForumSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "sessie bij een forum"
        verbose_name_plural = "sessies bij forums"
        constraints = (models.UniqueConstraint(fields=("programme", "session"), name="forum_session_once"),)

    def __str__(self) -> str:
        return f"{self.session_id} bij {self.forum_id}"


class GuestLinkQuerySet(SeenBySchool["GuestLink"]):
    """Questions about guest links, which only the flywheel itself sees."""

    school = "forum__sprint__school"
    permission = Permission.CHANGE_SPRINT

    def working(self) -> Self:
        """Links that open the form now."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


class GuestLink(TenantModel):
    """A link or QR code that gives one advice form without an account.

    Only the hash of its token is kept. The team can show it again because it follows from `seed` and the platform's key,
    of which a copy of the database holds the first only. A link without a seed is shown once.
    """

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="guest_links", verbose_name="forum")
    label = models.CharField("voor wie", max_length=150)
    token_hash = models.CharField("hash van het teken", max_length=64)
    seed = models.CharField("zaad van het teken", max_length=43, blank=True, editable=False)
    expires_at = models.DateTimeField("geldig tot")
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True)

    objects: ClassVar[models.Manager[GuestLink]] = GuestLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "gastlink"
        verbose_name_plural = "gastlinks"
        constraints = (models.UniqueConstraint(fields=("programme", "token_hash"), name="guest_link_token_once"),)

    def __str__(self) -> str:
        return self.label

    @property
    def works(self) -> bool:
        """Whether it opens the form now."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class AdviceQuerySet(SeenBySchool["Advice"]):
    """Questions about advice."""

    school = "forum__sprint__school"

    def visible_to(self, access: Access) -> Self:
        """Advice on the forums that this person may read; what waits or was set aside only for the flywheel itself."""
        seen = super().visible_to(access)
        if access.everywhere(Permission.CHANGE_SPRINT):
            return seen
        return seen.filter(models.Q(state=AdviceState.SHOWN) | models.Q(forum__sprint__school__in=access.schools(Permission.CHANGE_SPRINT)))

    def shown(self) -> Self:
        """Advice that was laid before everybody: the only one that counts."""
        return self.filter(state=AdviceState.SHOWN)

    def waiting(self) -> Self:
        """Advice of guests that no member has looked at yet."""
        return self.filter(state=AdviceState.WAITING)

    def unanswered(self) -> Self:
        """Shown advice without an answer."""
        return self.shown().filter(answer__isnull=True)


class Advice(TenantModel):
    """What somebody who is touched, or who knows, advises. `email` is for the answer only and goes when the sprint closes."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="advice", verbose_name="forum")
    guest_link = models.ForeignKey(GuestLink, on_delete=models.PROTECT, related_name="advice", null=True, blank=True, verbose_name="langs gastlink")
    who = models.CharField("van wie", max_length=150)
    kind = models.CharField("soort", max_length=30, choices=AdviceKind)
    text = models.TextField("advies", help_text="Schrijf geen namen van leerlingen.")
    given_at = models.DateTimeField("gegeven op")
    state = models.CharField("toestand", max_length=20, choices=AdviceState, default=AdviceState.SHOWN)
    set_aside_because = models.TextField("opzijgelegd omdat", blank=True)
    email = models.EmailField("e-mailadres voor het antwoord", blank=True)
    form = models.UUIDField("kenmerk van het formulier", null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[Advice]] = AdviceQuerySet.as_manager()

    class Meta:
        verbose_name = "advies"
        verbose_name_plural = "adviezen"
        ordering = ("given_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("programme", "guest_link", "form"), name="advice_form_once"),
            models.CheckConstraint(condition=~models.Q(state="set_aside") | ~models.Q(set_aside_because=""), name="advice_set_aside_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.kind} van {self.who}"

    @property
    def from_whom(self) -> str:
        """The role or group, also where a guest told none."""
        return self.who or "zonder vermelding van wie"


class AnswerQuerySet(SeenBySchool["Answer"]):
    """Questions about answers."""

    school = "advice__forum__sprint__school"


class Answer(TenantModel):
    """The flywheel's answer to an advice, always with the reason."""

    advice = models.OneToOneField(Advice, on_delete=models.CASCADE, related_name="answer", verbose_name="advies")
    verdict = models.CharField("antwoord", max_length=30, choices=Verdict)
    because = models.TextField("omdat")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="door")

    objects: ClassVar[models.Manager[Answer]] = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "antwoord"
        verbose_name_plural = "antwoorden"
        constraints = (models.CheckConstraint(condition=~models.Q(because=""), name="answer_has_reason"),)

    def __str__(self) -> str:
        return self.verdict
