"""Failure cues: which lines tell of a failure."""

import pytest

from incidents.rules.match import cues


@pytest.mark.parametrize(
    "line",
    [
        'E0301 09:59:41.300000    1229 kubelet.go:2892] "Container runtime network"',
        'level=error msg="it broke"',
        "2024-03-01 10:00:02.710 ERROR 1 --- [main] o.e.Orders : gone",
        "dial tcp 10.0.0.1:443: connect: connection refused",
        "web-6d4cf56db6-x2k9p   0/1     CrashLoopBackOff   7 (2m ago)   15m",
        "web-6d4cf56db6-x2k9p   0/1     Pending            0            15m",
        "web-6d4cf56db6-x2k9p   0/1     Running            0            15m",
        "ip-10-0-1-7   NotReady   <none>   3d   v1.29.1",
        "3m   Warning   Unhealthy   pod/a   Readiness probe failed: HTTP probe failed",
        '10.0.0.1 - - [04/Nov/2025:10:11:04 +0000] "GET / HTTP/1.1" 502 559 "-" "-"',
        '{"level":"warn","msg":"apply request took too long"}',
        "      Exit Code:    137",
        "command terminated with exit code 1",
        "FATAL:  the database system is starting up",
        "panic: runtime error: index out of range",
        "redis [sh] <defunct>",
        "error=0x80 failed=3",
        'level=info msg="sync done" error="it broke"',
    ],
)
def test_a_line_tells_of_a_failure(line: str) -> None:
    assert cues.has_failure(f"all is well\n{line}\nall is well\n".encode())


@pytest.mark.parametrize(
    "line",
    [
        "",
        "0 errors, 0 warnings, no failures",
        'level=info msg="sync done" err=<nil> errors=0 failed=0 error="" lost="0"',
        "Liveness: http-get http://:8080/healthz delay=10s timeout=1s period=10s #success=1 #failure=3",
        "Tolerations: node.kubernetes.io/not-ready:NoExecute op=Exists for 300s",
        "             node.kubernetes.io/unreachable:NoExecute op=Exists for 300s",
        '10.0.3.19 - - [04/Nov/2025:10:11:03 +0000] "GET /favicon.ico HTTP/1.1" 404 153 "-" "curl/8.4.0"',
        '10.0.3.19 - - [04/Nov/2025:10:11:03 +0000] "GET /error.html HTTP/1.1" 200 153 "-" "curl/8.4.0"',
        "2025-11-04T09:14:00.001Z  INFO 1 --- [scheduling-1] c.e.shop.Sweeper : Removed 14 expired carts",
        'I1104 10:00:01.105601 1 static_autoscaler.go:547] "No unschedulable pods" lost=0',
        "web-6d4cf56db6-x2k9p   0/1     Pending             0          2s",
        "web-6d4cf56db6-x2k9p   0/1     ContainerCreating   0          9s",
        "nightly-28391040-xr5jb   0/1     Completed   0             9h",
        "DiskPressure   False   KubeletHasNoDiskPressure",
        "--fail-swap-on=false --request-timeout=30s",
        "restartPolicy: OnFailure",
        "      Exit Code:    0",
    ],
)
def test_a_healthy_line_does_not(line: str) -> None:
    assert not cues.has_failure(f"{line}\n".encode())


def test_a_text_of_harmless_lines_only_is_read_up_to_a_limit() -> None:
    assert not cues.has_failure(b"errors=0\n" * cues.MOST_LINES)
    assert cues.has_failure(b"errors=0\n" * (cues.MOST_LINES + 1))
    assert cues.has_failure(b"errors=0 " * 500_000)
    assert not cues.has_failure(b"errors=0 " * 1000)
    assert cues.has_failure(b"errors=0 " * 1000 + b"it failed")
