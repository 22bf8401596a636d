"""Where the web server listens, and whether it answers there."""

import http.client
import ipaddress
import socket
from dataclasses import dataclass

ANSWER_SECONDS = 5.0
LARGEST_PORT = 65_535


class AddressError(Exception):
    """Nobody can listen there; the message says why and what to do."""


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    def __str__(self) -> str:
        reached = self._reached_at()
        return f"http://{'localhost' if reached in {'127.0.0.1', '::1'} else reached}:{self.port}"

    def check_is_free(self) -> None:
        try:
            if not 0 <= self.port <= LARGEST_PORT:
                raise OverflowError(f"a port is at most {LARGEST_PORT}")
            family, kind, _, _, place = socket.getaddrinfo(
                self.host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
        except (OSError, OverflowError) as error:
            raise AddressError(
                f"Cannot listen on {self.host} port {self.port}: {error}. "
                f"Stop what uses it, or choose another port: PORT={self.port + 1} ./run"
            ) from error

    def answers(self, host_name: str = "localhost") -> bool:
        """Whether there is any answer at all to an HTTP request for this host."""
        connection = http.client.HTTPConnection(self._reached_at(), self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request("HEAD", "/", headers={"Host": host_name})
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def _reached_at(self) -> str:
        try:
            number = ipaddress.ip_address(self.host)
        except ValueError:
            return self.host
        if not number.is_unspecified:
            return self.host
        return "127.0.0.1" if number.version == 4 else "::1"
