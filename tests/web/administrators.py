"""Accounts that look after an instance, and the addresses of rows in the administration."""

from django.contrib.auth.models import Permission
from django.test import Client

from incidents.models import Incident, Team, User
from tests import factories

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend=MODEL_BACKEND)
    return browser


def staff(name: str = "purser", **fields: object) -> User:
    """Somebody who may do with people, teams and stories all that can be permitted."""
    person = factories.user(name, is_staff=True, **fields)
    person.user_permissions.set(Permission.objects.filter(content_type__app_label="incidents"))
    return person


def superuser(name: str = "keeper") -> User:
    return User.objects.create_superuser(name, password=f"{name}-sails-slowly")


def address(row: User | Team | Incident, page: str = "change") -> str:
    return f"/admin/incidents/{row._meta.model_name}/{row.pk}/{page}/"
