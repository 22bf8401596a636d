"""Phrases that healthy systems and any failure print alike, so that a line made of them tells no story."""

import re
from functools import cache

PHRASES = """
    successfully rolled out
    new replicas have been updated
    updated pods are available
    condition met
    No resources found
    Defaulted container
    ScalingReplicaSet
    Scaled down replica set
    Scaled up replica set
    Successfully assigned
    cpu resource utilization (percentage of request) above target
    All metrics below target
    "endpointPublicAccess": true
    containers with unready status
    [ pid ] uid tgid total_vm rss nr_pages nr_fds swapped oom_score_adj name
    network plugin is not ready: cni config uninitialized
    connection refused
    connection timed out
    connection reset by peer
    did you specify the right host or port?
    was refused
    i/o timeout
    context deadline exceeded
    no such file or directory
    no such host
    not found
    Operation not permitted
    permission denied
    Internal Server Error
    Bad Gateway
    Service Unavailable
    Gateway Timeout
    Not Found
    Out of memory
    Kill process
    Killed process
    no space left on device
    Temporary failure in name resolution
    nodes are available
    Insufficient cpu
    Insufficient memory
    Back-off restarting failed container
    CrashLoopBackOff
    ImagePullBackOff
    ErrImagePull
    java.lang.Thread.State
    denied the request
    admission webhook
    is deprecated in
    node(s) had taints that the pod didn't tolerate
    NetworkPlugin cni failed to set up pod
    net/http: request canceled while waiting for connection
    (Client.Timeout exceeded while awaiting headers)
"""


@cache
def _pattern() -> re.Pattern[str]:
    lines = (" ".join(line.split()) for line in PHRASES.splitlines())
    return re.compile("|".join(re.escape(line) for line in lines if line), re.IGNORECASE)


def without(line: str) -> str:
    """The line without its common phrases."""
    return _pattern().sub(" ", " ".join(line.split()))
