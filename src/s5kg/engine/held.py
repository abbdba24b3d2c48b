"""What a zygote holds: the store of a release with its log, and the gate for changes to it."""

import hashlib
import os
from contextlib import suppress

import pyoxigraph as ox

from s5kg.engine import QuerySyntaxError, Question
from s5kg.engine.changes import Update
from s5kg.engine.loading import load_graph
from s5kg.engine.memory import evaluate
from s5kg.engine.trial import Rules, attempt
from s5kg.formats import FORMATS
from s5kg.patches import read_transactions
from s5kg.shacl.gate import Gate


class Held:
    """A store, and the open files that it comes from: N-Quads, and a log or -1.

    Where the store lies in a `folder` on disk, the one here stays empty and has no gate.
    """

    def __init__(self, graph: int, log: int, *, with_gate: bool, folder: str = "") -> None:
        """Keep the files; nothing is read yet."""
        self.folder = folder
        self.store = ox.Store()
        self.state = ""
        self.gate: Gate | None = None
        self._graph, self._log, self._with_gate = graph, log, with_gate
        self._offset = 0

    def load(self, length: int) -> None:
        """Load the graph, and the log up to a length.

        Raises SyntaxError, ValueError, OSError, PatchError for files that cannot be read.
        """
        with os.fdopen(self._graph, "rb") as file:
            file.seek(0)
            if self.folder:
                self.state = hashlib.file_digest(file, "sha256").hexdigest()
            else:
                self.state = load_graph(self.store, file)
        if self._with_gate and not self.folder:
            self.gate = Gate.of(self.store)  # of the release: no write counts for the rules
        self.advance(length)
        warm(self.store)

    def advance(self, length: int) -> None:
        """Apply the log up to a length. Raises as `load` does."""
        if self._offset >= length:
            return
        with os.fdopen(self._log, "rb", closefd=False) as file:
            file.seek(self._offset)
            for found in read_transactions(file, self.state):
                found.patch.apply(self.store)
                self.state, self._offset = found.state, file.tell()
                if self._offset >= length:
                    break


def warm(store: ox.Store) -> None:
    """Read and import now what a process that can open no file needs later."""
    formats = {form.family: form for form in FORMATS}
    for text in ("ASK {}", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1", "ASK { ?s no:p 1 }"):
        with suppress(QuerySyntaxError):
            evaluate(store, Question(text, formats), 1 << 20)
    attempt(ox.Store(), Update("INSERT { <urn:a> <urn:b> _:c } WHERE {}"), None, Rules())
