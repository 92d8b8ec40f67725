"""Mails of the schools room: an invitation, to its one address."""

from __future__ import annotations

import logging
from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from schools.models import Invitation
from warmescholen.tenancy.context import programme_context

logger = logging.getLogger(__name__)


def send_invitation(*, invitation: Invitation, token: str) -> None:
    """Mail the link once the caller's transaction is in; `sent_at` tells whether it went, so that it can be sent again.

    The secret is in the mail only: it waits in memory and in no queue, which is why this is no job.
    """
    context = {
        "invitation": invitation,
        "inviter": str(invitation.invited_by),
        "programme": invitation.programme.name,
        "url": settings.SITE_URL + reverse("invitation_link", kwargs={"token": token}),
        "site_url": settings.SITE_URL,
    }
    message = EmailMultiAlternatives(
        f"Je bent uitgenodigd bij {invitation.programme.name}", render_to_string("mail/invitation.txt", context), to=[invitation.email]
    )
    message.attach_alternative(render_to_string("mail/invitation.html", context), "text/html")
    transaction.on_commit(partial(_send, message, invitation.programme_id, invitation.pk))


def _send(message: EmailMultiAlternatives, programme_id: int, pk: int) -> None:
    try:
        message.send()
    except (SMTPException, OSError) as error:
        logger.warning("an invitation could not be sent: %s", type(error).__name__)
        return
    with programme_context(programme_id):
        Invitation.objects.filter(pk=pk).update(sent_at=timezone.now())
