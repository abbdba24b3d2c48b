"""HTTP whose time is bounded as a whole: a service that drips cannot stretch it."""

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

import httpcore
import httpx


class Transport(httpx.BaseTransport):
    """A pool of connections. Its errors are those of httpcore.

    What a thread sends and receives after `end_at` ends with a TimeoutException.
    """

    def __init__(self, connections: int) -> None:
        """Have at most as many connections."""
        self._network = _Network()
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=5.0,
            network_backend=self._network,
        )

    def end_at(self, until: float) -> None:
        """End what this thread asks from now on at a moment of the monotonic clock."""
        self._network.until.value = until

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the response as soon as its headers are there."""
        address = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=address.raw_scheme,
                    host=address.raw_host,
                    port=address.port,
                    target=address.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        assert isinstance(response.stream, Iterable)  # noqa: S101 (it is no asynchronous one)
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response.stream)
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:  # httpcore gives no type to it
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        with closing(self._stream):
            pass


class _Network(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self.until = threading.local()
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left = self.left(timeout)
        stream = self._backend.connect_tcp(host, port, left, local_address, socket_options)
        return _Stream(stream, self)

    def left(self, timeout: float | None) -> float:
        """Return how many seconds this thread still has. Raises ReadTimeout for none."""
        left = float(self.until.value) - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, network: _Network) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._network.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._network.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._network.left(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._network)

    def get_extra_info(self, info: str) -> Any:  # as its base says
        return self._stream.get_extra_info(info)
