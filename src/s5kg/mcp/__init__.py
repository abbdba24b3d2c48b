"""Tools for assistants over the Model Context Protocol: what they read, find and check.

The tools are plain functions with typed results. `server` registers them with the official SDK and
is the only module that imports it: it is large, and who does not ask for it does not load it.
"""

from typing import Literal

Language = Literal["en", "ja"]

MISSING = "this needs the MCP SDK: pip install 's5kg[mcp]'"


class CallError(Exception):
    """A call that is not answered: what is wrong and what to do, in the caller's language."""


def is_installed() -> bool:
    """Return whether the SDK is there; it is not imported."""
    from importlib.util import find_spec

    return find_spec("mcp") is not None
