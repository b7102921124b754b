"""How `lrs serve` listens and keeps connections."""

import socket

from api.cli.serving import _listener
from api.operations.protocol import options
from lrs.settings import Settings


def test_what_is_accepted_sends_small_answers_at_once() -> None:
    """Head and body of an answer are two packets: with Nagle's algorithm the second waits for the
    client to acknowledge the first, which it puts off for 40 ms."""
    with _listener("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_idle_connections_live_longer_than_those_of_clients() -> None:
    """Clients such as Node's reuse an idle connection for 5 s and longer; the server must not close
    it under them."""
    assert options(Settings())["timeout_keep_alive"] == 75
