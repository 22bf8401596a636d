"""The result of a rule's own tests."""

from dataclasses import dataclass

from incidents.errors import Fault


@dataclass(frozen=True)
class Proof:
    """The result of testing one rule.

    `faults`: it does not compile, does not fire on a bad example, or fires on a good one. `unproven`: why the
    tests could not be run, such as a missing program; `None` if they were run.
    """

    faults: tuple[Fault, ...] = ()
    unproven: str | None = None

    @property
    def holds(self) -> bool:
        return not self.faults and self.unproven is None
