"""The work of this room's jobs: a guest who left an address gets the answer to the advice, once it is final."""

from __future__ import annotations

from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string

from sprints.models import Advice
from sprints.services import ANSWER_MAIL_JOB
from warmescholen.jobs import registry
from warmescholen.jobs.registry import Finish
from warmescholen.jobs.running import RunningJob
from warmescholen.tenancy.context import programme_context


def mail_answer(job: RunningJob) -> Finish:
    """Send the answer; the address goes from the advice in the transaction that finishes the job, so a failed mail is tried again."""
    with programme_context(job.programme_id, read_only=True):
        advice = Advice.objects.select_related("answer", "forum__sprint__school").filter(pk=job.payload["advice"]).exclude(email="").first()
    if advice is not None:
        text = render_to_string("sprints/mail/answer.txt", {"advice": advice, "forum": advice.forum, "school": advice.forum.sprint.school})
        send_mail(f"Antwoord op je advies: {advice.forum.sprint.title}"[:150], text, None, [advice.email])

    def finish() -> dict[str, Any]:
        Advice.objects.filter(pk=job.payload["advice"]).update(email="")
        return {"sent": advice is not None}

    return finish


registry.register(ANSWER_MAIL_JOB, mail_answer)
