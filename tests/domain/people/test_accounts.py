import pytest

from incidents.domain.people import accounts
from incidents.models import User

pytestmark = pytest.mark.django_db


def test_the_first_login_administrates_and_its_password_is_hashed() -> None:
    assert accounts.create_first_login(password="made up here") == "admin"
    user = User.objects.get()
    assert user.is_superuser
    assert user.check_password("made up here")
    assert "made up here" not in user.password


def test_where_there_is_somebody_nobody_is_made() -> None:
    User.objects.create_user("ada")
    assert accounts.create_first_login(password="made up here") == ""
    assert [user.username for user in User.objects.all()] == ["ada"]
