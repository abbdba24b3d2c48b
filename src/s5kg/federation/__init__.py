"""Calls to other machines that a query or an update asks for: found, judged, and made safely.

pyoxigraph's own client follows redirects and has no time limit, so it never makes a call.
"""


class CallRefusedError(Exception):
    """A text that calls where it may not; nothing of it was evaluated.

    `refused` names the origins, a variable for an endpoint that only evaluation would know.
    `allowed` names the origins that may be called. `reason` says more where it is not the
    allow-list that refuses.
    """

    def __init__(
        self, refused: tuple[str, ...], allowed: tuple[str, ...], reason: str = ""
    ) -> None:
        """Keep what is refused and what would be allowed."""
        self.refused = refused
        self.allowed = allowed
        self.reason = reason
        where = ", ".join(refused) or "another service"
        known = f"allowed: {', '.join(allowed)}" if allowed else "no call is allowed"
        super().__init__(f"{where} may not be called: {reason or known}")


class UnclearCallError(Exception):
    """A text that may call elsewhere, but where cannot be told; the message says why.

    The message is in English. `kind` and `values` say the same for other languages; without a
    kind there is the message only.
    """

    def __init__(self, message: str, kind: str = "", **values: str) -> None:
        """Keep why."""
        self.kind = kind
        self.values = values
        super().__init__(message)


class FetchError(OSError):
    """Another service could not be asked, or its answer not be used; the message says why.

    `kind` and `values` are as those of UnclearCallError.
    """

    def __init__(self, message: str, kind: str = "", **values: str) -> None:
        """Keep why."""
        self.kind = kind
        self.values = values
        super().__init__(message)
