"""Permissions: who may do what. `Incident.objects.visible_to` decides who may see a story."""

from collections.abc import Collection

from incidents.models import ActionItem, Comment, Incident, ReviewRequest, Team, User
from incidents.models.reader import Reader


def may_edit(reader: Reader, incident: Incident) -> bool:
    """Editors edit every story they see; others edit the stories they own."""
    return reader.is_editor or (reader.is_signed_in and incident.owner_id == reader.person)


def may_resolve(reader: Reader, incident: Incident, thread: Comment) -> bool:
    """Whoever began a thread of comments, and those who may edit the story."""
    return may_edit(reader, incident) or thread.author_id == reader.person


def may_answer_review(person: User, incident: Incident) -> bool:
    """Whoever is asked, as long as she is."""
    return ReviewRequest.objects.open().filter(incident=incident, person=person).exists()


def may_review(person: User, incident: Incident) -> bool:
    """Whoever is asked, and those who may edit the story."""
    return may_edit(Reader.of(person), incident) or may_answer_review(person, incident)


def may_write(person: User) -> bool:
    """Authors and those above them write stories of their own."""
    return person.is_active and person.role != User.Role.READER


def may_plan(person: User, incident: Incident, *, teams: Collection[int] | None = None) -> bool:
    """Whoever edits the story plans its actions, and authors of its team do, as far as they see it.

    `teams`: the keys of those that the person is in, where they have been read.
    """
    if may_edit(Reader.of(person), incident):
        return True
    if not may_write(person) or incident.team_id is None:
        return False
    if teams is None:
        teams = set(Team.objects.with_member(person).values_list("pk", flat=True))
    return incident.team_id in teams


def may_work_on(person: User, item: ActionItem, *, teams: Collection[int] | None = None) -> bool:
    """Owners move their actions on; those who plan move any."""
    return person.is_active and (item.owner_id == person.pk or may_plan(person, item.incident, teams=teams))


def may_curate(person: User) -> bool:
    """Editors look after feeds and decide about what they bring."""
    return person.is_active and person.is_editor


def may_see_names(reader: Reader) -> bool:
    """Names of authors and editors are for those who are signed in."""
    return reader.is_signed_in


def may_edit_rules(reader: Reader) -> bool:
    """Rules run for everybody, so they are for editors alone."""
    return reader.is_editor


def may_erase(person: User) -> bool:
    """What is erased is gone, so it is for administrators alone."""
    return may_administer(person)


def may_administer(person: User) -> bool:
    """Administrators look after people, teams, tokens and the audit log."""
    return person.is_active and person.is_administrator


def may_change_role(actor: User, person: User | None) -> bool:
    """Administrators change the roles of others. `person` is None for an account that is being made."""
    return may_administer(actor) and actor != person


def may_lead(person: User, team: Team) -> bool:
    """Leads say who is in their own team; administrators in every one."""
    if may_administer(person):
        return True
    return person.is_active and team.memberships.filter(user=person, is_lead=True).exists()


def may_invite_somebody(person: User) -> bool:
    """Administrators and leads make invitations; `may_invite` says which."""
    return person.is_active and (may_administer(person) or Team.objects.led_by(person).exists())


def may_invite(
    person: User, *, role: str, teams: Collection[Team], led: Collection[int] | None = None
) -> bool:
    """Administrators invite with any role; leads into their own teams, readers and authors alone.

    `led`: the keys of the teams that the person leads, where they have been read.
    """
    if may_administer(person):
        return True
    if not person.is_active or role not in {User.Role.READER, User.Role.AUTHOR}:
        return False
    if led is None:
        led = Team.objects.led_by(person).values_list("pk", flat=True)
    return bool(teams) and set(led).issuperset(team.pk for team in teams)


def may_see_team(person: User, team: Team) -> bool:
    """To all but its members and the administrators a team does not exist."""
    return may_administer(person) or team.memberships.filter(user=person).exists()
