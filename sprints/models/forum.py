"""The forum at the end of a sprint: who is asked, what they advise, what the flywheel answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from schools.models import Session
from sprints.enums import AdviceKind, ForumGroupKind, Verdict
from sprints.models.sprint import Sprint
from warmescholen.tenancy.models import TenantModel


class Forum(TenantModel):
    """A dated meeting with stakeholders; its date is fixed when the sprint starts."""

    sprint = models.OneToOneField(Sprint, on_delete=models.CASCADE, related_name="forum", verbose_name="sprint")
    date = models.DateField("datum")
    place = models.CharField("plaats", max_length=200, blank=True)
    question = models.TextField("vraag")
    held_at = models.DateTimeField("gehouden op", null=True, blank=True)
    report = models.TextField("verslag en beslissing", blank=True)

    class Meta:
        verbose_name = "forum"
        verbose_name_plural = "forums"

    def __str__(self) -> str:
        return f"forum van {self.date}"


class ForumGroup(TenantModel):
    """A group that the proposal touches, or that knows about it; both kinds must be there before the advice round opens."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="groups", verbose_name="forum")
    kind = models.CharField("soort", max_length=20, choices=ForumGroupKind)
    name = models.CharField("wie", max_length=200)

    class Meta:
        verbose_name = "groep op een forum"
        verbose_name_plural = "groepen op forums"
        constraints = (models.UniqueConstraint(fields=("programme", "forum", "kind", "name"), name="forum_group_once"),)

    def __str__(self) -> str:
        return self.name


class ForumSession(TenantModel):
    """That an adviser's session of kind forum was the attendance of this forum."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="session_links", verbose_name="forum")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="forum_links", verbose_name="sessie")

    class Meta:
        verbose_name = "sessie bij een forum"
        verbose_name_plural = "sessies bij forums"
        constraints = (models.UniqueConstraint(fields=("programme", "session"), name="forum_session_once"),)

    def __str__(self) -> str:
        return f"{self.session_id} bij {self.forum_id}"


class GuestLink(TenantModel):
    """A link or QR code that gives one advice form without an account. Only the hash of its token is kept."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="guest_links", verbose_name="forum")
    label = models.CharField("voor wie", max_length=150)
    token_hash = models.CharField("hash van het teken", max_length=64)
    expires_at = models.DateTimeField("geldig tot")
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True)

    class Meta:
        verbose_name = "gastlink"
        verbose_name_plural = "gastlinks"
        constraints = (models.UniqueConstraint(fields=("programme", "token_hash"), name="guest_link_token_once"),)

    def __str__(self) -> str:
        return self.label


class Advice(TenantModel):
    """What somebody who is touched, or who knows, advises."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="advice", verbose_name="forum")
    guest_link = models.ForeignKey(GuestLink, on_delete=models.PROTECT, related_name="advice", null=True, blank=True, verbose_name="langs gastlink")
    who = models.CharField("van wie", max_length=150)
    kind = models.CharField("soort", max_length=30, choices=AdviceKind)
    text = models.TextField("advies", help_text="Schrijf geen namen van leerlingen.")
    given_at = models.DateTimeField("gegeven op")

    class Meta:
        verbose_name = "advies"
        verbose_name_plural = "adviezen"
        ordering = ("given_at", "pk")

    def __str__(self) -> str:
        return f"{self.kind} van {self.who}"


class Answer(TenantModel):
    """The flywheel's answer to an advice, always with the reason."""

    advice = models.OneToOneField(Advice, on_delete=models.CASCADE, related_name="answer", verbose_name="advies")
    verdict = models.CharField("antwoord", max_length=30, choices=Verdict)
    because = models.TextField("omdat")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="door")

    class Meta:
        verbose_name = "antwoord"
        verbose_name_plural = "antwoorden"
        constraints = (models.CheckConstraint(condition=~models.Q(because=""), name="answer_has_reason"),)

    def __str__(self) -> str:
        return self.verdict
