"""Permissions: who may do what. `Incident.objects.visible_to` decides who may see a story."""

from incidents.models import Incident, User
from incidents.models.reader import Reader


def may_edit(reader: Reader, incident: Incident) -> bool:
    """Editors edit every story they see; members edit the stories they own."""
    return reader.is_editor or (reader.is_signed_in and incident.owner_id == reader.person)


def may_see_names(reader: Reader) -> bool:
    """Names of authors and editors are for those who are signed in."""
    return reader.is_signed_in


def may_edit_rules(reader: Reader) -> bool:
    """Rules run for everybody, so they are for editors alone."""
    return reader.is_editor


def may_erase(person: User) -> bool:
    """What is erased is gone, so it is for administrators alone."""
    return person.is_active and person.is_superuser


def may_change_account(actor: User, person: User) -> bool:
    """Of two who both may look after people: nobody takes over an account that may do more than her own.

    Whoever sets a password or an e-mail address can sign in as that person.
    """
    if actor.is_superuser:
        return True
    more = person.is_superuser or person.is_staff or (person.is_editor and not actor.is_editor)
    return not more


def may_change_rights(actor: User, person: User | None) -> bool:
    """Superusers change the rights of others. `person` is None for an account that is being made."""
    return actor.is_superuser and actor != person
