"""Which fields say who somebody is: what each holds, what becomes of it when that person is anonymised, and how long it is kept.

One line per field. A test walks all models and fails when a field that can identify somebody is missing here, or when a line
names no field. The history of a model follows the model. What a person gets of it is made from the same table: see `export.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Fate(Enum):
    """What anonymising does with a field; the value is what the public page says."""

    REPOINT = "wijst daarna naar een anoniem account"
    DELETE = "wordt gewist"
    EMPTY = "wordt leeggemaakt"
    TEXT = "naam en e-mailadres worden eruit gehaald"
    ACCOUNT = "verdwijnt met het account"


@dataclass(frozen=True)
class Declared:
    """A field that can identify somebody. `shows` are the columns that its owner gets; without any, `why_not` says why.

    `beside` is a column of the same row that names the same person in words, where the field is an address.
    """

    holds: str
    fate: Fate
    term: str = "programme"
    shows: tuple[str, ...] = ()
    why_not: str = ""
    beside: str = ""


SESSION = (
    "session__date",
    "session__kind",
    "session__state",
    "session__minutes",
    "session__place",
    "session__school__name",
    "session__network__name",
)
SPRINT = ("sprint__title", "sprint__school__name")
ROLE = ("role", "network__name", "school__name")
NO_PERSON = "wordt bewaard zonder te weten van wie het is; wie het adres of de naam opgeeft, krijgt het van het programma"

DECLARED: dict[str, Declared] = {
    # The account and signing in: outside the walls, one person can take part in several programmes.
    "accounts.user.email": Declared(
        "het adres waarmee iemand aanmeldt", Fate.ACCOUNT, "account", ("email", "name", "date_joined", "last_login", "is_active")
    ),
    "accounts.user.name": Declared("de naam die collega's zien", Fate.ACCOUNT, "account", why_not="staat bij het account"),
    "accounts.user.password": Declared("het wachtwoord, onleesbaar", Fate.ACCOUNT, "account", why_not="is een geheim, ook voor jezelf"),
    "accounts.membership.user": Declared("in welke programma's iemand meewerkt", Fate.DELETE, "account", ("programme__name",)),
    "account.emailaddress.user": Declared("adressen van een account", Fate.ACCOUNT, "account", ("email", "verified", "primary")),
    "account.emailaddress.email": Declared("adressen van een account", Fate.ACCOUNT, "account", why_not="staat bij de adressen"),
    "mfa.authenticator.user": Declared("de tweede stap bij het aanmelden", Fate.ACCOUNT, "account", ("type", "created_at", "last_used_at")),
    "usersessions.usersession.user": Declared(
        "waar iemand aangemeld is", Fate.ACCOUNT, "signed_in", ("created_at", "last_seen_at", "ip", "user_agent")
    ),
    "usersessions.usersession.ip": Declared("het netwerkadres bij het aanmelden", Fate.ACCOUNT, "signed_in", why_not="staat bij de aanmelding"),
    "usersessions.usersession.user_agent": Declared("de browser bij het aanmelden", Fate.ACCOUNT, "signed_in", why_not="staat bij de aanmelding"),
    "socialaccount.socialaccount.user": Declared(
        "aanmelden langs een andere dienst", Fate.ACCOUNT, "account", ("provider", "uid", "date_joined", "last_login")
    ),
    "socialaccount.socialaccount.extra_data": Declared(
        "wat die dienst meegaf", Fate.ACCOUNT, "account", why_not="is een kopie van wat die dienst over je heeft"
    ),
    # Roles, invitations, keys.
    "schools.grant.user": Declared("de rollen van iemand", Fate.REPOINT, shows=(*ROLE, "starts_on", "ends_on")),
    "schools.invitation.email": Declared(
        "het adres van wie uitgenodigd is", Fate.EMPTY, "invitations", (*ROLE, "email", "created_at", "expires_at", "used_at")
    ),
    "schools.invitation.invited_by": Declared("wie uitnodigde", Fate.REPOINT, shows=(*ROLE, "created_at")),
    "schools.invitation.used_by": Declared("wie de uitnodiging gebruikte", Fate.REPOINT, shows=(*ROLE, "created_at", "used_at")),
    "schools.apikey.made_by": Declared(
        "wie een sleutel maakte", Fate.REPOINT, shows=("name", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at")
    ),
    # Guidance.
    "schools.session.logged_by": Declared(
        "wie een sessie logde", Fate.REPOINT, shows=("date", "kind", "state", "school__name", "network__name", "created_at")
    ),
    "schools.sessionadviser.user": Declared("wie een sessie begeleidde", Fate.REPOINT, shows=SESSION),
    "schools.sessionprivatenote.author": Declared("privénota's", Fate.DELETE, "private", (*SESSION, "text", "created_at", "updated_at")),
    "schools.sessionattachment.added_by": Declared(
        "wie een bestand bij een sessie voegde", Fate.REPOINT, shows=("file__name", *SESSION[:2], "created_at")
    ),
    "schools.sessionbody.author": Declared("wie een sessie langs de API verstuurde", Fate.DELETE, shows=("uuid", "version", "created_at")),
    "schools.followup.done_by": Declared("wie een afspraak afvinkte", Fate.REPOINT, shows=("text", "due_on", "done_at", *SESSION[:2])),
    "schools.flywheelmember.user": Declared(
        "wie in een vliegwiel zit", Fate.REPOINT, shows=("function", "role", "team__school__name", "starts_on", "ends_on")
    ),
    "schools.flywheelmember.function": Declared("de functie van een vliegwiellid, zonder naam", Fate.TEXT, why_not="staat bij het vliegwiel"),
    # Indicators.
    "indicators.roundtransition.by": Declared(
        "wie een ronde opende of sloot", Fate.REPOINT, shows=("round__name", "to_state", "reason", "created_at")
    ),
    "indicators.rating.rated_by": Declared(
        "wie inschaalde", Fate.REPOINT, shows=("round__name", "indicator__number", "school__name", "source", "level", "evidence", "rated_on")
    ),
    "indicators.ratingfinish.finished_by": Declared("wie een inschaling afrondde", Fate.REPOINT, shows=("round__name", "school__name", "created_at")),
    "indicators.attentionpoint.proposed_by": Declared("wie een aandachtspunt voorstelde", Fate.REPOINT, shows=("text", "created_at")),
    "indicators.ratingproposal.proposed_by": Declared("wie een niveau voorstelde", Fate.REPOINT, shows=("round__name", "school__name", "created_at")),
    "indicators.ratingproposal.confirmed_by": Declared(
        "wie een niveau bevestigde", Fate.REPOINT, shows=("round__name", "school__name", "created_at")
    ),
    # Sprints and forums.
    "sprints.sprintcomment.author": Declared("wie commentaar gaf bij een sprint", Fate.REPOINT, shows=("sprint__title", "text", "created_at")),
    "sprints.advice.email": Declared(
        "het adres dat een gast achterliet voor het antwoord",
        Fate.EMPTY,
        "advice_contact",
        ("forum__date", "who", "kind", "text", "email"),
        beside="who",
    ),
    "sprints.initiative.owner": Declared("wie een initiatief trekt, vrij ingevuld", Fate.TEXT, why_not=NO_PERSON),
    "sprints.guestlink.label": Declared("voor wie een gastlink is, vrij ingevuld", Fate.TEXT, why_not=NO_PERSON),
    "sprints.forumgroup.name": Declared("welke groep op een forum zit, zonder naam", Fate.TEXT, why_not="is een groep, geen persoon"),
    "sprints.advice.who": Declared("van wie een advies komt, vrij ingevuld", Fate.TEXT, why_not=NO_PERSON),
    "sprints.answer.by": Declared("wie een advies beantwoordde", Fate.REPOINT, shows=("verdict", "because", "advice__forum__date", "created_at")),
    "sprints.prototypeversion.by": Declared(
        "wie een versie van het prototype schreef", Fate.REPOINT, shows=("prototype__school__name", "number", "created_at")
    ),
    # Reports.
    "reports.section.author": Declared(
        "wie een hoofdstuk schreef", Fate.REPOINT, shows=("report__network__name", "key", "state", "body", "version", "updated_at")
    ),
    "reports.edition.frozen_by": Declared("wie een rapportage bevroor", Fate.REPOINT, shows=("report__network__name", "number", "frozen_at")),
    # Jobs, the record, and this room itself.
    "jobs.job.asked_by": Declared("wie een taak vroeg", Fate.REPOINT, "jobs", ("label", "kind", "state", "created_at", "finished_at")),
    "audit.accessentry.who": Declared("wie iets las of meenam", Fate.REPOINT, "access_log", why_not="staat bij het toegangslogboek"),
    "audit.accessentry.who_label": Declared("de naam van wie iets las of meenam", Fate.TEXT, "access_log", why_not="staat bij het toegangslogboek"),
    "audit.accessentry.ip": Declared(
        "het netwerk van wie iets las, zonder het laatste deel", Fate.EMPTY, "access_log", why_not="staat bij het toegangslogboek"
    ),
    "privacy.erasurerequest.person": Declared(
        "wie geanonimiseerd wordt", Fate.REPOINT, shows=("created_at", "not_before", "withdrawn_at", "done_at")
    ),
    "privacy.erasurerequest.requested_by": Declared("wie vroeg om te anonimiseren", Fate.REPOINT, shows=("created_at", "done_at")),
}
