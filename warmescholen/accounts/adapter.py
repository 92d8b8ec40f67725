"""What this platform decides differently from allauth: nobody signs up, texts are ours, secrets are kept encrypted."""

from __future__ import annotations

import base64
import hashlib
import logging
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

logger = logging.getLogger(__name__)

WRONG_CODE = "Die code klopt niet."
TOO_OFTEN = "Te veel pogingen. Wacht even en probeer opnieuw."


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closes the door that allauth leaves open by default."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Dit account is afgesloten.",
        "duplicate_email": "Dat is je adres al.",
        "email_password_mismatch": "Dit e-mailadres en wachtwoord horen niet bij elkaar.",
        "email_taken": "Dit adres kun je niet gebruiken.",
        "enter_current_password": "Dat is niet je huidige wachtwoord.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "Dat wachtwoord klopt niet.",
        "invalid_login": "Aanmelden lukte niet. Probeer opnieuw.",
        "invalid_password_reset": "Deze code werkt niet meer. Vraag een nieuwe.",
        "rate_limited": TOO_OFTEN,
        "same_as_current": "De nieuwe waarde is dezelfde als de huidige.",
        "too_many_login_attempts": TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        """Never: people come in by invitation."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 (allauth's signature)
        """Back to the account page, where a message says that it was done."""
        return reverse("account_home")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """With the address of this site from the settings: a mail never trusts the request's host."""
        self.render_mail(template_prefix, email, {"email": email, "site_url": settings.SITE_URL} | context).send()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """What was changed stays changed when the mail about it cannot leave."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except (SMTPException, OSError) as error:
            logger.warning("a mail about a changed account could not be sent: %s", type(error).__name__)


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Second steps: names in Dutch, and secrets that a copy of the database does not give away."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": "Stel eerst een app of een toegangssleutel in.",
        "incorrect_code": WRONG_CODE,
        "unverified_email": "Bevestig eerst je e-mailadres.",
    }

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret as it was."""
        return _locks().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 (allauth's signature)
        """A name that its owner may change."""
        return f"Toegangssleutel {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def _get_site_name(self) -> str:
        return "Warme Scholen"


class KnownPeopleAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Other sign-ins open an account that is there, and never make one."""

    error_messages: ClassVar[dict[str, Any]] = DefaultSocialAccountAdapter.error_messages | {
        "no_password": "Kies eerst een wachtwoord, anders kun je niet meer aanmelden.",
        "connected_other": "Dit hoort al bij een ander account.",
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 (allauth's signature)
        """Never: people come in by invitation."""
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Only from a provider whose word on addresses is trusted, and only where the address was verified here too."""
        is_trusted: bool = super().can_authenticate_by_email(login, email)
        return is_trusted and EmailAddress.objects.filter(email=email.lower(), verified=True).exists()


def _locks() -> MultiFernet:
    """Locks from the site's secret; former secrets still open what was stored under them."""
    secrets = (str(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second-step:{each}".encode()).digest())) for each in secrets])
