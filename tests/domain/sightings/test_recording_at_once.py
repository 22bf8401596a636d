"""Twenty senders that report the same at the same time leave each episode once."""

from datetime import timedelta
from random import Random

import pytest

from incidents.domain import sightings
from incidents.domain.sightings import Episode, Reporter
from incidents.models import Sighting
from tests import factories
from tests.factories import NOW
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
SENDERS, EPISODES = 20, 30


def test_twenty_senders_leave_each_episode_once() -> None:
    incident = factories.saved("KF-1").incident.pk
    reporter = Reporter(factories.user("pipeline"))
    new: list[int] = []

    def send(seed: int) -> None:
        order = list(range(EPISODES))
        Random(seed).shuffle(order)
        for size in (1, 4, EPISODES):
            for first in range(0, EPISODES, size):
                episodes = [
                    Episode(
                        "alertmanager",
                        f"{number}",
                        NOW,
                        NOW + timedelta(minutes=seed % 3 + 1) if size > 1 else None,
                        incident=incident,
                    )
                    for number in order[first : first + size]
                ]
                new.append(sightings.record(episodes=episodes, reporter=reporter, now=NOW))

    at_once(*[lambda seed=seed: send(seed) for seed in range(SENDERS)])
    assert len(new) == SENDERS * (EPISODES + 8 + 1)  # no sender was stopped by a deadlock
    assert sum(new) == Sighting.objects.count() == EPISODES
    ends = set(Sighting.objects.values_list("ended_at", flat=True))
    assert ends == {NOW + timedelta(minutes=1)}
