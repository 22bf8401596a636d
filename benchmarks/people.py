"""Pages of people, teams and invitations at 100,000 people and as many invitations, and 1,000 teams."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from statistics import median
from time import perf_counter

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.management import call_command
from django.db import connection
from django.test import Client

from benchmarks.results import HEAD, Result
from benchmarks.site import BACKEND
from incidents.models import Invitation, Membership, Team, User

PEOPLE, TEAMS = 100_000, 1_000
ROUNDS = 15
MOST = 100.0  # milliseconds
FIRST = ("Ada", "Robin", "Layla", "Devi", "Noor", "Ines", "Tomás", "Yuki", "Björk", "ليلى", "Conor", "Mei")
LAST = ("Quay", "Harbour", "Pier", "Jetty", "Anker", "Brück", "Hafen", "Porto", "Kai", "الهاشمي", "Moor")
NOW = datetime(2026, 3, 2, tzinfo=UTC)
PAGES = {
    "all people": "/people/",
    "people, far into the list": "/people/?after=person-50000",
    "people by the beginning of a common name": "/people/?q=rob",
    "people by one letter": "/people/?q=p",
    "one person by her address": "/people/?q=person-4711@harbour.example",
    "nobody of that name": "/people/?q=zzzz",
    "authors": "/people/?role=author",
    "closed accounts": "/people/?state=closed",
    "people of the largest team": "/people/?team=team-0",
    "a person": "/people/person-4711",
    "all teams": "/teams/",
    "teams by name": "/teams/?q=99",
    "the largest team": "/teams/team-0",
    "all invitations": "/people/invitations",
    "invitations by the beginning of an address": "/people/invitations?q=guest-47",
    "invitations by one letter": "/people/invitations?q=g",
    "invitations that somebody made": "/people/invitations?q=person-4711",
    "open invitations by a word of all addresses": "/people/invitations?q=harbour&state=open",
}


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _fill()
    keeper = User.objects.create_superuser("keeper")
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(keeper, backend=BACKEND)
    print(HEAD)
    for result in _measured(browser):
        print(result)


def _measured(browser: Client) -> Iterator[Result]:
    for name, path in PAGES.items():
        times = [_milliseconds(browser, path) for _ in range(ROUNDS + 2)][2:]
        note = f"slowest of {ROUNDS}: {max(times):.0f} ms"
        yield Result(f"{name}, median", median(times), MOST, unit="ms", note=note)


def _milliseconds(browser: Client, path: str) -> float:
    began = perf_counter()
    response = browser.get(path)
    spent = (perf_counter() - began) * 1e3
    assert response.status_code == 200, path
    return spent


def _fill() -> None:
    """The same people each time. A tenth of them is in the largest team, the others are spread over all."""
    random = Random(10)
    User.objects.bulk_create((_person(number, random) for number in range(PEOPLE)), batch_size=5_000)
    Team.objects.bulk_create(Team(name=f"Team {number}", slug=f"team-{number}") for number in range(TEAMS))
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    teams = list(Team.objects.order_by("pk").values_list("pk", flat=True))
    pairs = {(teams[0] if n % 10 == 0 else random.choice(teams), key) for n, key in enumerate(people)}
    Membership.objects.bulk_create(
        (Membership(team_id=team, user_id=person) for team, person in sorted(pairs)), batch_size=5_000
    )
    Invitation.objects.bulk_create(
        (_invitation(number, random.choice(people), random) for number in range(PEOPLE)), batch_size=5_000
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _person(number: int, random: Random) -> User:
    return User(
        username=f"person-{number}",
        display_name=f"{random.choice(FIRST)} {random.choice(LAST)}",
        email=f"person-{number}@harbour.example",
        password=UNUSABLE_PASSWORD_PREFIX,
        role=random.choices(["reader", "author", "editor"], [20, 75, 5])[0],
        is_active=random.random() > 0.1,
        date_joined=NOW,
    )


def _invitation(number: int, inviter: int, random: Random) -> Invitation:
    made = NOW + timedelta(minutes=number)
    return Invitation(
        digest=sha256(str(number).encode()).hexdigest(),
        email=f"guest-{number}@harbour.example",
        role="author",
        invited_by_id=inviter,
        created_at=made,
        expires_at=made + timedelta(days=random.choice([7, 3_650])),
    )
