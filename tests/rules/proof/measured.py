"""What runs in a process of its own, so that its children's memory is that of promtool alone."""

import resource

from incidents.rules.proof import promtool
from incidents.rules.record import AlertRule


def faults_and_memory(rule: AlertRule) -> tuple[list[tuple[str, str]], int]:
    """Pointers and messages, and the bytes of the largest child."""
    faults = [(fault.pointer, fault.message) for fault in promtool.prove(rule).faults]
    return faults, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
