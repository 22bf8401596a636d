import pytest

from incidents.models import Identity
from tests import factories
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db
WHO = {"issuer": "https://login.example.org", "subject": "1", "created_at": NOW, "signed_in_at": NOW}


def test_an_identity_opens_one_account() -> None:
    Identity.objects.create(user=factories.user("robin"), **WHO)
    with refused_by("identity_opens_one_account"):
        Identity.objects.create(user=factories.user("mate"), **WHO)


def test_an_account_has_one_identity_at_a_provider() -> None:
    robin = factories.user("robin")
    Identity.objects.create(user=robin, **WHO)
    with refused_by("identity_of_an_account_is_one"):
        Identity.objects.create(user=robin, **(WHO | {"subject": "2"}))


@pytest.mark.parametrize("name", ["issuer", "subject"])
def test_an_identity_names_both(name: str) -> None:
    with refused_by("identity_names_both"):
        Identity.objects.create(user=factories.user("robin"), **(WHO | {name: ""}))


def test_the_role_given_is_known() -> None:
    with refused_by("identity_role_is_known"):
        Identity.objects.create(user=factories.user("robin"), role_given="captain", **WHO)
