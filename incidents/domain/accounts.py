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


@transaction.atomic
def rename(*, user: User, display_name: str) -> None:
    """What others read beside what the person writes; empty: the user name."""
    user.display_name = display_name
    user.save(update_fields=["display_name"])
