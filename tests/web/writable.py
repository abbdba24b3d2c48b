"""An engine that takes writes, in this process, with a rule that refuses `s5:forbidden`."""

from s5kg.engine.changes import Change, RefusedError, Written
from s5kg.engine.memory import MemoryEngine
from s5kg.namespaces import node

SH = "http://www.w3.org/ns/shacl#"
REPORT = f"""
_:report <{SH}result> _:one .
_:one <{SH}focusNode> <https://w3id.org/s5kg/id/ostp> .
_:one <{SH}resultPath> <https://w3id.org/s5kg/ns#forbidden> .
_:one <{SH}resultSeverity> <{SH}Violation> .
_:one <{SH}resultMessage> "<b>must</b> not be"@en .
_:one <{SH}resultMessage> "あってはならない"@ja .
_:one <{SH}sourceShape> <https://w3id.org/s5kg/shapes#Forbidden> .
_:deep <{SH}value> {"<<( <a:a> <a:a> " * 20}<a:a>{" )>>" * 20} .
_:report <{SH}result> _:two .
_:two <{SH}focusNode> <https://w3id.org/s5kg/id/other> .
_:two <{SH}resultSeverity> <{SH}Warning> .
_:two <{SH}resultMessage> "should not be" .
_:two <{SH}value> "45" .
""".encode()


class WritableEngine(MemoryEngine):
    """An engine in this process that refuses `s5:forbidden` with a report of every kind of result.

    `fails` is what it raises for each write, `changes` are those it was asked for.
    """

    def __init__(self, quads: bytes, fails: Exception | None = None) -> None:
        """Load the quads."""
        super().__init__(quads)
        self.fails = fails
        self.changes: list[Change] = []

    def write(
        self, change: Change, graphs: frozenset[str] | None = None, author: str = ""
    ) -> Written:
        """See WritableEngine.write of s5kg.engine.changes."""
        self.changes.append(change)
        if self.fails:
            raise self.fails
        before = self._held
        written = super().write(change, graphs, author)
        if any(self._held[1].quads_for_pattern(None, node("s5:forbidden"), None, None)):
            self._held = before
            raise RefusedError(REPORT)
        return written
