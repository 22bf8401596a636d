"""What a rule's own tests have shown."""

from dataclasses import dataclass

from incidents.errors import Fault


@dataclass(frozen=True)
class Proof:
    """`faults`: what does not compile, does not fire on a bad example, or fires on a good one.

    `unproven` is why the tests could not be run here, such as a program that is missing; without it they
    were run.
    """

    faults: tuple[Fault, ...] = ()
    unproven: str | None = None

    @property
    def holds(self) -> bool:
        return not self.faults and self.unproven is None
