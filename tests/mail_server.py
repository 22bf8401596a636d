"""A mail server that answers as a test wants: SMTP without encryption, in threads of this process."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailBox:
    """What arrived, and what the server says. `replies` by recipient, such as `550 No such person`."""

    arrived: list[EmailMessage] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    after_data: str = "250 Taken"
    pause: float = 0.0
    """Seconds before each answer."""
    port: int = 0


class Conversation(socketserver.StreamRequestHandler):
    box: MailBox

    def handle(self) -> None:
        self.say("220 mail.example ESMTP")
        for line in self.rfile:
            command, _, rest = line.decode().strip().partition(" ")
            if command.upper() == "QUIT":
                self.say("221 Bye")
                return
            self.answer(command.upper(), rest)

    def say(self, reply: str) -> None:
        time.sleep(self.box.pause)
        self.wfile.write(f"{reply}\r\n".encode())

    def answer(self, command: str, rest: str) -> None:
        if command == "RCPT":
            recipient = rest.partition("<")[2].partition(">")[0]
            self.say(self.box.replies.get(recipient, "250 Known"))
        elif command == "DATA":
            self.say("354 Go on")
            lines = []
            while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                lines.append(line.removeprefix(b"."))
            if self.box.after_data.startswith("2"):
                self.box.arrived.append(message_from_bytes(b"".join(lines), policy=policy.default))
            self.say(self.box.after_data)
        else:
            self.say("250 mail.example" if command in {"EHLO", "HELO", "MAIL", "RSET", "NOOP"} else "502 No")


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are part of the tests."""


@contextmanager
def listening() -> Iterator[MailBox]:
    box = MailBox()
    handler = type("ConversationOfTest", (Conversation,), {"box": box})
    with Listener(("127.0.0.1", 0), handler) as listener:
        box.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield box
        finally:
            listener.shutdown()
            thread.join(10)
