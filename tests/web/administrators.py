"""Accounts that look after an instance, and the addresses of rows in the administration."""

from django.test import Client

from incidents.models import Incident, Team, User
from tests import factories

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend=MODEL_BACKEND)
    return browser


def administrator(name: str = "keeper") -> User:
    return factories.user(name, role=User.Role.ADMINISTRATOR)


def address(row: User | Team | Incident, page: str = "change") -> str:
    return f"/admin/incidents/{row._meta.model_name}/{row.pk}/{page}/"
