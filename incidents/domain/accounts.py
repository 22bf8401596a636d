"""People who may sign in."""

from django.db import transaction

from incidents.models import User

FIRST_USERNAME = "admin"


@transaction.atomic
def create_first_login(*, password: str) -> str:
    """Makes an administrator where there is nobody yet; answers its name, or nothing."""
    if User.objects.exists():
        return ""
    return User.objects.create_superuser(username=FIRST_USERNAME, password=password).username
