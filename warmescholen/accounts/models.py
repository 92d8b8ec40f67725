"""People and the programmes they belong to; outside the walls, since they come before a programme is known."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from warmescholen.accounts.roles import Role
from warmescholen.tenancy.models import Programme


class UserManager(BaseUserManager["User"]):
    """Makes users by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user who can sign in; without a password only after setting one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account. Rights come from grants in a programme only: there is no superuser."""

    email = models.EmailField("e-mailadres", unique=True)
    name = models.CharField("naam", max_length=150, help_text="Zoals collega's je kennen.")
    is_active = models.BooleanField("actief", default=True)
    date_joined = models.DateTimeField("sinds", auto_now_add=True)
    # Django and allauth ask for it; nothing in this platform grants anything by it.
    is_staff = False
    is_superuser = False

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"
        constraints = (models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_case"),)

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name that pages show."""
        return str(self)

    def get_short_name(self) -> str:
        """The same: roles and functions have no first name."""
        return str(self)


class Membership(models.Model):
    """That a person takes part in a programme; as what stands in the grants, behind the walls."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", verbose_name="gebruiker")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="memberships", verbose_name="programma")
    chosen_at = models.DateTimeField("gekozen op", null=True, blank=True, help_text="Het laatst gekozen programma opent bij het aanmelden.")

    home = models.CharField("begint als", max_length=30, choices=Role, blank=True, help_text="De rol waarmee iemand met meer rollen begint.")

    class Meta:
        verbose_name = "lidmaatschap"
        verbose_name_plural = "lidmaatschappen"
        constraints = (models.UniqueConstraint(fields=("user", "programme"), name="membership_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} in {self.programme_id}"


class CredentialAddress(models.Model):
    """For which programme a key, a guest link or an invitation is, by the hash of its prefix: read before the walls can be entered."""

    class Kind(models.TextChoices):
        """What presents itself."""

        API_KEY = "api_key", "API-sleutel"
        GUEST_LINK = "guest_link", "gastlink"
        INVITATION = "invitation", "uitnodiging"

    kind = models.CharField("soort", max_length=20, choices=Kind)
    prefix_hash = models.CharField("hash van het begin", max_length=64)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", verbose_name="programma")

    class Meta:
        verbose_name = "adres van een sleutel"
        verbose_name_plural = "adressen van sleutels"
        constraints = (models.UniqueConstraint(fields=("kind", "prefix_hash"), name="credential_address_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.prefix_hash[:8]}"
