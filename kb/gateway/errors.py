"""What ends a request before Django has answered it."""

from incidents.api.problems import ProblemKind


class RequestRefused(Exception):
    """The gateway answers with this kind of problem and closes the connection."""

    def __init__(self, kind: ProblemKind) -> None:
        super().__init__(kind.title)
        self.kind = kind


class ClientGone(Exception):
    """The client takes nothing of a response any more."""
