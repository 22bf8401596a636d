"""What follows from rows is read when monitoring asks: every machine says the same, and none counts it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.models import Count, Min
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from incidents.domain import search
from incidents.errors import NotReady
from incidents.models import AuditEntry, Candidate, Feed, FeedRun, OutgoingMail
from kb import broker

SECONDS = 2
"""For each statement."""
A_DAY = timedelta(days=1)
A_WHILE = timedelta(minutes=10)
SIGN_INS = {"account.signed.in": "succeeded", "account.refused": "failed"}
STATES = ("waiting", "running", "done", "halted", "failed", "cancelled", "lost")
QUEUE = "SELECT queue_length, coalesce(oldest_msg_age_sec, 0) FROM pgmq.metrics(%s)"


class RowsCollector(Collector):
    """Reads everything in one thread, and lets go of its connection."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterable[Metric]:
        is_up = GaugeMetricFamily(
            "soundings_database_up", "Whether the numbers from the database could be read."
        )
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET statement_timeout = '{SECONDS}s'")
            found = list(self._gauges())
        except DatabaseError:
            found = []
        finally:
            connections.close_all()
        is_up.add_metric([], float(bool(found)))
        return [is_up, *found]

    def _gauges(self) -> Iterator[Metric]:
        yield from self._mails()
        yield from self._feeds()
        yield self._sign_ins()
        yield from _queue()
        yield from _index()

    def _mails(self) -> Iterator[Metric]:
        waiting = OutgoingMail.objects.waiting().aggregate(number=Count("pk"), oldest=Min("created_at"))
        yield _gauge("soundings_mails_waiting", "Mails that wait for a mail server.", waiting["number"])
        yield _gauge(
            "soundings_mails_oldest_seconds",
            "How long the oldest has waited.",
            self._since(waiting["oldest"]),
        )

    def _feeds(self) -> Iterator[Metric]:
        due = Feed.objects.due(self.now).order_by().aggregate(oldest=Min("next_run_at"))
        yield _gauge(
            "soundings_feeds_overdue_seconds",
            "How long the feed that is due longest has not been read.",
            self._since(due["oldest"]),
        )
        begun = FeedRun.objects.filter(started_at__gt=self.now - A_DAY).order_by()
        counts = dict(begun.values_list("state").annotate(number=Count("pk")))
        runs = GaugeMetricFamily("soundings_feed_runs", "Runs of feeds of the last day.", labels=["state"])
        for state in STATES:
            runs.add_metric([state], counts.get(state, 0))
        yield runs
        waiting = Candidate.objects.waiting().count()
        yield _gauge("soundings_candidates_waiting", "Candidates that nobody has decided about.", waiting)

    def _sign_ins(self) -> Metric:
        recent = AuditEntry.objects.filter(action__in=SIGN_INS, at__gt=self.now - A_WHILE).order_by()
        counts = dict(recent.values_list("action").annotate(number=Count("pk")))
        gauge = GaugeMetricFamily(
            "soundings_sign_ins", "Attempts to sign in of the last ten minutes.", labels=["outcome"]
        )
        for action, outcome in SIGN_INS.items():
            gauge.add_metric([outcome], counts.get(action, 0))
        return gauge

    def _since(self, moment: datetime | None) -> float:
        return max(0.0, (self.now - moment).total_seconds()) if moment else 0.0


def _queue() -> Iterator[Metric]:
    """Nothing of Redis and RabbitMQ, which have exporters of their own, nor before a worker has begun."""
    if settings.CELERY_BROKER_TRANSPORT != broker.OWN_TRANSPORT:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"pgmq.q_{broker.DEFAULT_QUEUE}"])
        (is_there,) = cursor.fetchone()
        if not is_there:
            return
        cursor.execute(QUEUE, [broker.DEFAULT_QUEUE])
        number, oldest = cursor.fetchone()
    yield _gauge("soundings_queue_messages", "Messages that wait for a worker, or are worked on.", number)
    yield _gauge("soundings_queue_oldest_seconds", "How long the oldest has been there.", oldest)


def _index() -> Iterator[Metric]:
    try:
        behind = search.index.behind()
    except NotReady:
        return  # soundings_ready says so
    yield _gauge("soundings_index_behind_changes", "Changes that this machine's index misses.", behind)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)
