"""Updates that name their quads: INSERT DATA and DELETE DATA, without a look at the whole store."""

import pyoxigraph as ox

from s5kg.engine.changes import Update
from s5kg.engine.updates import Operation, check, execute, operations

# Whether quads come or go, and which.
Step = tuple[bool, list[ox.Quad]]
_DELETE = "DELETE"


def data_steps(update: Update) -> list[Step] | None:
    """Return what a request inserts and deletes, in order; None where it has other operations.

    Blank nodes are new ones. Raises QuerySyntaxError.
    """
    found = [operation for operation in operations(update.text) if operation.words]
    if not all(_is_data(operation) for operation in found):
        return None
    check(update)
    steps, prologue = list[Step](), ""
    for operation in found:
        prologue += update.text[operation.start : operation.body] + "\n"
        text = update.text[operation.body : operation.end]
        comes = operation.words[0].text != _DELETE
        if not comes:  # what DELETE DATA names is what INSERT DATA of the same would bring
            text = "INSERT" + text[len(_DELETE) :]
        scratch = ox.Store()
        execute(scratch, prologue + text, update)
        steps.append((comes, list(scratch)))
    return steps


def _is_data(operation: Operation) -> bool:
    words = [word.text for word in operation.words]
    return words in (["INSERT", "DATA"], [_DELETE, "DATA"])


def net(store: ox.Store, steps: list[Step]) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """Return the quads that a store gains and loses by some steps, which it has not made."""
    added, removed = set[ox.Quad](), set[ox.Quad]()
    for comes, quads in steps:
        for quad in quads:
            back, on = (removed, added) if comes else (added, removed)
            if quad in back:
                back.remove(quad)
            elif (quad in store) is not comes:
                on.add(quad)
    return added, removed
