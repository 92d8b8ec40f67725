"""Mail goes to one person at a time."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail

from warmescholen.notify.mail import MoreThanOneRecipient

ONE, OTHER = "een@voorbeeld.example", "ander@voorbeeld.example"


def test_a_mail_to_one_person_is_sent() -> None:
    assert send_mail("Dag", "tekst", None, [ONE]) == 1
    assert [each.to for each in mail.outbox] == [[ONE]]


@pytest.mark.parametrize(
    "fields",
    [{"to": [ONE, OTHER]}, {"to": [ONE], "cc": [OTHER]}, {"to": [ONE], "bcc": [OTHER]}, {"bcc": [ONE]}, {"to": []}],
    ids=["two", "copy", "blind copy", "only blind", "nobody"],
)
@pytest.mark.parametrize("kind", [EmailMessage, EmailMultiAlternatives])
def test_a_mail_to_more_or_to_nobody_is_refused(fields: dict[str, list[str]], kind: type[EmailMessage]) -> None:
    message = kind("Dag", "tekst", **fields)  # type: ignore[arg-type]
    with pytest.raises(MoreThanOneRecipient):
        mail.get_connection().send_messages([EmailMessage("Vooraf", "tekst", to=[ONE]), message])
    assert mail.outbox == []


def test_the_backend_that_serves_is_the_one_that_refuses() -> None:
    from warmescholen import settings as written

    assert written.EMAIL_BACKEND == settings.EMAIL_BACKEND == "warmescholen.notify.mail.OneRecipientBackend"


@pytest.mark.parametrize("subject", ["Dag\nBcc: ander@voorbeeld.example", "Dag\r\nBcc: ander@voorbeeld.example"])
def test_a_subject_cannot_add_a_header(subject: str) -> None:
    with pytest.raises(ValueError, match="newlines"):
        send_mail(subject, "tekst", None, [ONE])
    assert mail.outbox == []
