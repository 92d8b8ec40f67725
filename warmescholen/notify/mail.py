"""Mail goes to one person at a time: nobody reads from a mail who else got it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend


class MoreThanOneRecipient(ValueError):
    """A mail names several people, or nobody; nothing of the batch was sent."""


class OneRecipientBackend(BaseEmailBackend):
    """Hands mails to the backend that `EMAIL_TRANSPORT` names, each with exactly one recipient in `To`.

    A mail with more is a fault of ours and not split quietly: its text may be meant for a list. Raises MoreThanOneRecipient.
    """

    def __init__(self, *args: Any, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self._transport = get_connection(settings.EMAIL_TRANSPORT, *args, fail_silently=fail_silently, **kwargs)

    def open(self) -> bool | None:
        """Open the transport, for a batch."""
        return bool(self._transport.open())

    def close(self) -> None:
        """Close the transport."""
        self._transport.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send them all, or none when one of them has not exactly one recipient; returns how many were sent."""
        for message in email_messages:
            if len(message.recipients()) != 1 or message.cc or message.bcc:
                count = len(message.recipients())
                text = f"A mail goes to one recipient at a time, this one has {count}."
                raise MoreThanOneRecipient(text)
        return self._transport.send_messages(email_messages) or 0
