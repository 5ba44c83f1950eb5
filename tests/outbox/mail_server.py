"""A mail server on this machine, for tests that send to a real one."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """What arrived, and what the server says to the next message."""

    def __init__(self) -> None:
        self.arrived: list[Message] = []
        self.reply = "250 OK"
        self.refused: str | None = None
        self.port = 0

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.refused:
            return self.refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.reply.startswith("250"):
            self.arrived.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.reply


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Its mailbox, while it runs."""
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    box.port = server.port
    try:
        yield box
    finally:
        server.stop()


def free_port() -> int:
    """One on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
