"""Verbs for invitations: one address, one role, one time, until a moment. Only the hash of the link's token is kept."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from networks.models import Network
from schools.access import access_of
from schools.models import Grant, Invitation, School
from schools.services.roles import OwnRights, RoleRefused, add_grant, demand_fitting_scope, same_place
from warmescholen.accounts import tokens
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import CredentialAddress, User
from warmescholen.accounts.roles import Permission, Role
from warmescholen.tenancy.models import Programme

INVITATION_DAYS = 14


class InvitationRefused(ValueError):
    """The invitation cannot be made, sent or accepted like this; the message says why, in Dutch."""


@dataclass(frozen=True)
class Letter:
    """What the holder of a link brings: in which programme to look, and the hash of the token. Holds no secret."""

    programme: Programme
    token_hash: str


@transaction.atomic
def invite(*, email: str, role: Role, by: Access, network: Network | None = None, school: School | None = None) -> tuple[Invitation, str]:
    """Invite one address to a role; the secret of the link comes back beside the row.

    Raises OwnRights for one's own address, RoleRefused when the scope does not fit, InvitationRefused when one waits already.
    """
    by.demand(Permission.MANAGE_PEOPLE)
    _not_oneself(email, by)
    demand_fitting_scope(role, network, school)
    invitation = Invitation(programme_id=by.programme_id, email=email.lower(), role=role, network=network, school=school)
    waiting = Invitation.objects.unanswered().filter(email=invitation.email, role=role, network=network, school=school)
    if waiting.exists():
        raise InvitationRefused("Voor dit adres loopt al een uitnodiging voor deze rol. Stuur die opnieuw.")
    return _seal(invitation, by)


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: Access) -> tuple[Invitation, str]:
    """Give an invitation a new link and a new moment; the former link stops working.

    Raises InvitationRefused when it was used or withdrawn.
    """
    by.demand(Permission.MANAGE_PEOPLE)
    _not_oneself(invitation.email, by)
    return _seal(_unanswered(invitation), by)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Access) -> Invitation:
    """Withdraw an invitation: its link stops working. Raises InvitationRefused when it was used or withdrawn."""
    by.demand(Permission.MANAGE_PEOPLE)
    revoked = _unanswered(invitation)
    revoked.revoked_at = timezone.now()
    revoked.save()
    return revoked


def letter_of(token: str) -> Letter | None:
    """In which programme a link's token is to be looked for, None when it is no token of ours. Needs no context."""
    prefix_hash = tokens.digest(tokens.prefix_of(token))
    addresses = CredentialAddress.objects.filter(kind=CredentialAddress.Kind.INVITATION, prefix_hash=prefix_hash)
    address = addresses.select_related("programme").first()
    return None if address is None else Letter(address.programme, tokens.digest(token))


def open_invitation(letter: Letter) -> Invitation | None:
    """The invitation that still works for this link, None when there is none. Needs the programme's context."""
    found = Invitation.objects.filter(programme=letter.programme, token_hash=letter.token_hash).select_related("network", "school", "invited_by")
    invitation = found.first()
    return invitation if invitation is not None and invitation.is_open and _inviter_may(invitation) else None


@transaction.atomic
def accept_invitation(*, letter: Letter, user: User) -> Grant:
    """Take the role that an invitation to one's own address promises, from today; works once. Needs the programme's context.

    Raises InvitationRefused when it does not work any more or is for somebody else.
    """
    return _accept(_take(letter), user)


@transaction.atomic
def accept_as_new_person(*, letter: Letter, name: str, password: str) -> tuple[User, Grant]:
    """Make the account that an invitation's address has not yet, and take the role. Needs the programme's context.

    The link came by mail to that address, so it counts as verified. Raises InvitationRefused as above, and when the address has an account.
    """
    invitation = _take(letter)
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, name=name)
    except IntegrityError as error:
        raise InvitationRefused("Dit adres heeft al een account. Meld je daarmee aan.") from error
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user, _accept(invitation, user)


def _seal(invitation: Invitation, by: Access) -> tuple[Invitation, str]:
    """Give it a fresh token, whose beginning tells outside the walls in which programme it belongs."""
    if by.user_id is None:
        raise InvitationRefused("Alleen een persoon met een rol kan uitnodigen.")
    token = tokens.new_token("uitnodiging")
    invitation.token_hash = tokens.digest(token)
    invitation.invited_by_id = by.user_id
    invitation.expires_at = timezone.now() + datetime.timedelta(days=INVITATION_DAYS)
    invitation.sent_at = None
    invitation.save()
    CredentialAddress.objects.create(
        kind=CredentialAddress.Kind.INVITATION, prefix_hash=tokens.digest(tokens.prefix_of(token)), programme_id=by.programme_id
    )
    return invitation, token


def _take(letter: Letter) -> Invitation:
    """The row, locked: of two people who press at once the second finds it used."""
    found = Invitation.objects.select_for_update().filter(programme=letter.programme, token_hash=letter.token_hash).first()
    if found is None or not found.is_open or not _inviter_may(found):
        raise InvitationRefused("Deze uitnodiging werkt niet meer. Vraag een nieuwe aan wie je uitnodigde.")
    return found


def _accept(invitation: Invitation, user: User) -> Grant:
    if user.email != invitation.email or not user.is_active:
        raise InvitationRefused("Deze uitnodiging is voor een ander adres.")
    if user.pk == invitation.invited_by_id:
        raise OwnRights("Je kunt jezelf geen rol geven. Vraag het aan een andere programmabeheerder.")
    invitation.used_at, invitation.used_by = timezone.now(), user
    invitation.save()
    grant = Grant(
        programme_id=invitation.programme_id,
        user=user,
        role=invitation.role,
        network_id=invitation.network_id,
        school_id=invitation.school_id,
        starts_on=timezone.localdate(),
    )
    held = Grant.objects.on(grant.starts_on).filter(same_place(grant), programme_id=grant.programme_id).first()
    if held is not None:
        return held
    try:
        with transaction.atomic():
            return add_grant(grant)
    except RoleRefused as error:
        raise InvitationRefused(str(error)) from error


def _inviter_may(invitation: Invitation) -> bool:
    """An invitation lives and dies with the role of who made it."""
    access = access_of(invitation.invited_by, invitation.programme_id)
    return access is not None and access.may(Permission.MANAGE_PEOPLE)


def _unanswered(invitation: Invitation) -> Invitation:
    found = Invitation.objects.unanswered().select_for_update().filter(pk=invitation.pk).first()
    if found is None:
        raise InvitationRefused("Deze uitnodiging is al gebruikt of ingetrokken.")
    return found


def _not_oneself(email: str, by: Access) -> None:
    if by.user_id is not None and User.objects.filter(pk=by.user_id, email=email.lower()).exists():
        raise OwnRights("Je kunt jezelf geen rol geven. Vraag het aan een andere programmabeheerder.")
