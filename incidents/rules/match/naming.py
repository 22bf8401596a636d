"""Finds out which stories are about what a text names: a pod, a process, a component."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from incidents.rules.bundle import StoryDigest
from incidents.rules.match.ranking import Reason
from incidents.rules.match.recognition import Recognition

NEAR = 2000
"""Bytes before and after a hit in which names are read."""
MOST_READ = 2**17
"""Bytes read of one text."""
RARE = 0.12
"""A name that a larger share of the stories has does not tell them apart."""
ENOUGH = 3
"""Names after which more of them say nothing new."""

WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_.:][A-Za-z0-9]+)*")
PART = re.compile(r"[-_.:/]")
POD = re.compile(r"-(?:[a-z0-9]{6,10}-)?[a-z0-9]{5}$|-\d{1,10}(?:-[a-z0-9]{5})?$")
"""What controllers add to the name of a pod."""

ALSO = {
    "crio": "cri-o",
    "docker-containerd": "docker",
    "dockerd": "docker",
    "hyperkube": "kubelet",
    "ingress-nginx": "ingress",
    "java": "jvm",
    "kube-apiserver": "apiserver",
    "kube-dns": "dns",
    "node-local-dns": "dns",
}
"""Names in logs, and the words of stories about them."""
LOWER = """
    apiserver aws-node calico canal cassandra cilium conntrack containerd coredns cronjob dnsmasq docker
    dockerd envoy etcd flannel fluentd haproxy ingress istio kiam kube-dns kube-proxy kubelet kube2iam kubedns
    nginx nginx-ingress node-local-dns redis runc skipper statsd traefik weave
"""
"""Names that are written in small letters, which their form does not show."""
NO_NAMES = "api cpu http https kubectl kubernetes node nodes oom oomkilled pod pods tcp utc"
SHORTEST = 3
_LOWER, _WITHOUT = frozenset(LOWER.split()), frozenset(NO_NAMES.split())


class Naming:
    """Names by story; read from the stories when they are first needed."""

    def __init__(self, stories: Sequence[StoryDigest]) -> None:
        self._stories = stories

    def named(
        self, text: bytes, seen: Sequence[Recognition], reasons: dict[str, list[Reason]]
    ) -> dict[str, tuple[str, ...]]:
        """The rare names of each of these stories that stand near a hit."""
        if not reasons:
            return {}
        near = _names(_near(text, seen))
        return {
            ref: tuple(sorted(name for name in self._names[ref] & near if self._is_rare(name)))
            for ref in reasons
        }

    def share(self, named: Sequence[str]) -> float:
        return min(len(named), ENOUGH) / ENOUGH

    def _is_rare(self, name: str) -> bool:
        return self._stories_with[name] <= max(2, RARE * len(self._stories))

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        return {story.ref: frozenset(_shaped(_texts(story))) for story in self._stories}

    @cached_property
    def _stories_with(self) -> Counter[str]:
        return Counter(name for names in self._names.values() for name in names)


def _texts(story: StoryDigest) -> Iterator[str]:
    yield from (story.title, story.summary, *story.parts.values())


def _shaped(texts: Iterable[str]) -> Iterator[str]:
    """Words whose form shows that they are names: `CoreDNS`, `kube2iam`, `client-go`, `JVM`."""
    for text in texts:
        for found in WORD.finditer(text):
            word = found[0]
            lowered = word.lower()
            inner = word[1:]
            begins = not found.start() or text[max(0, found.start() - 2)] in ".!?:"
            has_form = inner != inner.lower() or any(one.isdigit() for one in inner)
            if lowered in _LOWER or has_form or (word[0].isupper() and not begins):
                yield lowered


def _names(texts: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for text in texts:
        for word in WORD.findall(text):
            name = POD.sub("", word.lower())
            found.update((name, *PART.split(name), ALSO.get(name, name)))
    return frozenset(name for name in found - _WITHOUT if len(name) >= SHORTEST)


def _near(text: bytes, seen: Sequence[Recognition]) -> Iterator[str]:
    """What stands near the first hits."""
    starts = sorted({start for recognition in seen for start in recognition.starts}) or [0]
    left, position = MOST_READ, 0
    for start in starts:
        begin = max(position, start - NEAR)
        position = max(begin, min(start + NEAR, begin + left))
        left -= position - begin
        yield text[begin:position].decode("utf-8", "replace")
