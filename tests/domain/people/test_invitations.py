"""Invitations: who makes which, and what becomes of them."""

from datetime import timedelta
from typing import Any

import pytest

from incidents.domain.people import invitations, rights
from incidents.errors import NotPossible, Refused
from incidents.models import AuditEntry, Invitation, Membership, OutgoingMail, Team, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

PASSWORD = "tides-turn-twice-a-day"


@pytest.fixture
def ada() -> User:
    return factories.user("ada", role="administrator")


@pytest.fixture
def harbour() -> Team:
    return Team.objects.create(name="Harbour", slug="harbour")


@pytest.fixture
def lead(harbour: Team) -> User:
    person = factories.user("lea")
    Membership.objects.create(team=harbour, user=person, is_lead=True)
    return person


def accept(new: invitations.NewInvitation, **fields: Any) -> User:
    given: dict[str, Any] = {
        "is_proven": False,
        "username": "newcomer",
        "display_name": "",
        "password": PASSWORD,
    }
    return invitations.accept(key=new.invitation.pk, **given | fields, now=NOW)


def opened(written: str, **later: int) -> invitations.InvitationLink | None:
    return invitations.opened(written=written.rpartition("/")[2], now=NOW + timedelta(**later))


def faults(**fields: Any) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        factories.invitation(**fields)
    return {fault.pointer: fault.message for fault in caught.value.faults}


def test_a_new_account_has_the_role_and_the_teams(ada: User, harbour: Team) -> None:
    new = factories.invitation(ada, role="editor", teams=["Harbour"])
    user = accept(new, display_name=" New  Comer ")
    assert (user.role, user.display_name, user.email) == ("editor", "New Comer", "")
    assert user.check_password(PASSWORD)
    assert list(user.teams.all()) == [harbour]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "actor__username")) == [
        ("account.invited", "ada"),
        ("invitation.accepted", "newcomer"),
    ]


def test_the_secret_is_nowhere(ada: User) -> None:
    new = factories.invitation(ada, email="robin@example.org")
    secret = new.link.rpartition("/")[2]
    kept = [*Invitation.objects.values_list(), *AuditEntry.objects.values_list()]
    assert secret not in f"{kept} {new!r}"


def test_an_address_is_believed_where_its_mail_was_read(ada: User) -> None:
    new = factories.invitation(ada, email="robin@example.org")
    mail = OutgoingMail.objects.get()
    (mailed,) = [word for word in mail.text.split() if "/invitation/" in word]
    by_mail, by_hand = opened(mailed), opened(new.link)
    assert [link.is_proven for link in (by_mail, by_hand) if link] == [True, False]
    assert accept(new, is_proven=True).email == "robin@example.org"


def test_an_address_that_somebody_has_stays_hers(ada: User) -> None:
    factories.user("robin", email="Robin@example.org")
    new = factories.invitation(ada, email="robin@example.org")
    assert accept(new, is_proven=True).email == ""


def test_somebody_with_an_account_joins_and_keeps_her_role(ada: User, harbour: Team) -> None:
    robin = factories.user("robin")
    new = factories.invitation(ada, role="editor", teams=["harbour"])
    assert invitations.join(key=new.invitation.pk, user=robin, now=NOW) == [harbour]
    assert User.objects.get(pk=robin.pk).role == "reader"
    with pytest.raises(NotPossible):
        invitations.join(key=new.invitation.pk, user=robin, now=NOW)


def test_without_a_team_there_is_nothing_to_join(ada: User) -> None:
    new = factories.invitation(ada)
    with pytest.raises(NotPossible, match="no team"):
        invitations.join(key=new.invitation.pk, user=ada, now=NOW)
    assert Invitation.objects.open(NOW).count() == 1


def test_all_faults_come_at_once(ada: User) -> None:
    found = faults(actor=ada, email="robin", role="captain", teams=["Nowhere"], days=31)
    assert set(found) == {"/email", "/role", "/teams", "/days"}


def test_a_lead_invites_into_her_team_alone(lead: User, harbour: Team) -> None:
    Team.objects.create(name="Lighthouse", slug="lighthouse")
    assert factories.invitation(lead, role="author", teams=["harbour"]).invitation.invited_by == lead
    elsewhere = faults(actor=lead, teams=["lighthouse"], seed=2)
    assert (
        elsewhere["/teams"].replace("lighthouse", "nowhere")
        == faults(actor=lead, teams=["nowhere"])["/teams"]
    )
    assert "/teams" in faults(actor=lead)
    assert "/role" in faults(actor=lead, role="editor", teams=["harbour"])


def test_others_invite_nobody() -> None:
    with pytest.raises(NotPossible):
        factories.invitation(factories.user(role="editor"))


def test_all_faults_of_a_new_account_come_at_once(ada: User) -> None:
    new = factories.invitation(ada)
    with pytest.raises(Refused) as caught:
        accept(new, username="ada", display_name="n" * 101, password="ada")
    assert {fault.pointer for fault in caught.value.faults} == {"/username", "/display_name", "/password"}
    assert accept(new).username == "newcomer"


@pytest.mark.parametrize("name", ["mail", "Tokens", "audit.ndjson"])
def test_names_of_pages_are_nobodys(ada: User, name: str) -> None:
    with pytest.raises(Refused) as caught:
        accept(factories.invitation(ada), username=name)
    assert "is what a page of this site is called" in caught.value.faults[0].message


def test_links_that_do_not_work(ada: User, django_assert_num_queries: Any) -> None:
    used, revoked, old = (factories.invitation(ada, seed=seed) for seed in (1, 2, 3))
    accept(used)
    invitations.revoke(invitation=revoked.invitation, actor=ada, now=NOW)
    # The row by its digest, whatever became of it.
    with django_assert_num_queries(4):
        assert opened(used.link) is None
        assert opened(revoked.link) is None
        assert opened(old.link, days=7) is None
        assert opened("unknown") is None
    for new in (used, revoked):
        with pytest.raises(NotPossible):
            accept(new, username="another")


@pytest.mark.parametrize("change", ["closed", "demoted"])
def test_rights_are_looked_at_again(ada: User, change: str) -> None:
    factories.user("other", role="administrator")
    new = factories.invitation(ada)
    if change == "closed":
        User.objects.filter(pk=ada.pk).update(is_active=False)
    else:
        User.objects.filter(pk=ada.pk).update(role="editor")
    assert invitations.usable(key=new.invitation.pk, now=NOW) is None
    with pytest.raises(NotPossible):
        accept(new)


def test_a_lead_who_leads_no_more(lead: User, harbour: Team) -> None:
    new = factories.invitation(lead, teams=["harbour"])
    Membership.objects.update(is_lead=False)
    with pytest.raises(NotPossible):
        accept(new)


def test_a_new_link_ends_the_old_one(ada: User) -> None:
    old = factories.invitation(ada, email="robin@example.org", role="author", days=3)
    new = invitations.renew(
        invitation=old.invitation, actor=ada, random=b"1" * invitations.RANDOM_BYTES, now=NOW
    )
    assert opened(old.link) is None
    assert opened(new.link)
    assert (new.invitation.email, new.invitation.role) == ("robin@example.org", "author")
    assert new.invitation.expires_at == NOW + timedelta(days=3)
    assert OutgoingMail.objects.count() == 2
    accept(new)
    with pytest.raises(NotPossible):
        invitations.renew(invitation=new.invitation, actor=ada, random=b"2" * 32, now=NOW)


def test_a_lead_leaves_alone_what_she_could_not_make(ada: User, lead: User) -> None:
    new = factories.invitation(ada, role="editor", teams=["harbour"])
    page = invitations.listed(asked=invitations.InvitationFilter(), viewer=lead, before=0, now=NOW)
    assert [one.may_change for one in page.rows] == [False]
    with pytest.raises(NotPossible):
        invitations.revoke(invitation=new.invitation, actor=lead, now=NOW)


def test_the_list_is_searched(ada: User, lead: User) -> None:
    to = factories.invitation(ada, email="robin.quay@example.org")
    by = factories.invitation(lead, teams=["harbour"], seed=2)
    accept(by, username="wendy")

    def found(text: str = "", state: str = "", viewer: User = ada) -> list[Invitation]:
        asked = invitations.InvitationFilter(text, state)
        page = invitations.listed(asked=asked, viewer=viewer, before=0, now=NOW)
        return [one.row for one in page.rows]

    assert found() == [by.invitation, to.invitation]
    assert found("quay") == [to.invitation]
    assert found("lea") == found("wend") == found(state="used") == [by.invitation]
    assert found(state="open") == [to.invitation]
    assert found(state="revoked") == found(state="expired") == []
    assert found(viewer=lead) == [by.invitation]
    assert found("quay", viewer=lead) == []


def test_the_list_has_pages(ada: User) -> None:
    for seed in range(52):
        factories.invitation(ada, seed=seed)
    first = invitations.listed(asked=invitations.InvitationFilter(), viewer=ada, before=0, now=NOW)
    rest = invitations.listed(asked=invitations.InvitationFilter(), viewer=ada, before=first.older, now=NOW)
    keys = [one.row.pk for one in (*first.rows, *rest.rows)]
    assert keys == sorted(keys, reverse=True)
    assert (len(first.rows), len(rest.rows), rest.older) == (50, 2, 0)


def test_what_ended_long_ago_is_forgotten(ada: User, harbour: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("incidents.domain.people.invitations.inviting.AT_ONCE", 1)
    factories.invitation(ada, seed=3, days=1)
    used = factories.invitation(ada, teams=["harbour"])
    accept(used)
    kept = factories.invitation(ada, seed=2, days=30)
    invitations.forget(now=NOW + timedelta(days=92))
    assert list(Invitation.objects.all()) == [kept.invitation]


def test_an_administrator_who_loses_her_role_invites_no_more(ada: User) -> None:
    other = factories.user("other", role="administrator")
    new = factories.invitation(ada)
    rights.change_role(person=ada, role="reader", reason="Left.", actor=other, at=NOW)
    with pytest.raises(NotPossible):
        accept(new)
