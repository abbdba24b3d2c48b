"""An app behind waitress in a thread, for tests that need a real address."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from waitress import wasyncore  # type: ignore[import-untyped]  # waitress ships no types
from waitress.server import create_server  # type: ignore[import-untyped]


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Give the host and port of an app that is served meanwhile.

    The sockets are closed by the thread whose loop waits for them: closed by another one, they
    would end it with an error.
    """
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    sockets = server._map
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        thread.join(10)
        assert not thread.is_alive()
