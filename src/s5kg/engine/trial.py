"""A change tried on a store that may be spoilt: what it would change, and whether that may be."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

import pyoxigraph as ox

from s5kg.engine.changes import (
    Action,
    Change,
    FixedGraphsError,
    ForbiddenError,
    GraphWrite,
    NoGraphError,
    RefusedError,
    UnreadableError,
    Update,
)
from s5kg.engine.data_updates import data_steps, net
from s5kg.engine.nesting import check_nesting
from s5kg.engine.updates import run_update
from s5kg.formats import Format
from s5kg.namespaces import BASE, GENID, GRAPH
from s5kg.patches import Patch, forget_empty, parse_lines, split_lines
from s5kg.shacl.gate import Gate
from s5kg.shacl.results import Result

_NQUADS = ox.RdfFormat.N_QUADS
# The shapes and checks, and the hierarchy of classes by which shapes find their targets.
FIXED_GRAPHS = frozenset(f"{GRAPH}{name}" for name in ("ontology", "queries", "shapes"))


@dataclass(frozen=True)
class Rules:
    """How a change is read and judged.

    `union` is the default graph that WHERE sees. `gate` is what the outcome is held against, None
    for nothing; with it no change may touch FIXED_GRAPHS. `skolemise` gives new blank nodes
    IRIs below `…/.well-known/genid/`.
    """

    union: bool = True
    gate: Gate | None = None
    skolemise: bool = True


@dataclass(frozen=True)
class Outcome:
    """What a change would change; `created` says whether a graph has its first triple by it."""

    patch: Patch
    created: bool = False


def attempt(
    store: ox.Store, change: Change, graphs: frozenset[str] | None, rules: Rules
) -> Outcome:
    """Make a change to a store and return what it is; see WritableEngine.write for the errors.

    When it raises, the store is of no more use.
    """
    if isinstance(change, Update):
        check_nesting(change.text)
    before = set(store.named_graphs())
    blank = not any(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    if isinstance(change, Update):
        patch = _update(store, change, rules)
    else:
        patch = _write(store, change, rules)
    touched = patch.graphs
    if graphs is not None and touched - graphs:
        raise ForbiddenError(tuple(sorted(touched - graphs)))
    if rules.gate is not None and patch:
        if fixed := touched & FIXED_GRAPHS:
            raise FixedGraphsError(tuple(sorted(fixed)))
        _judge(store, patch, rules.gate)
    filled = blank and any(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    return Outcome(patch, created=filled or bool(set(store.named_graphs()) - before))


def _judge(store: ox.Store, patch: Patch, gate: Gate) -> None:
    """Refuse a change that brings a Violation; the report has what the change brings, no more.

    Only where there is a Violation is the state before looked at. Raises RefusedError.
    """
    results = gate.results(store)
    if not any(result.is_violation for result in results):
        return
    patch.inverse.apply(store)
    known = Counter(_key(result) for result in gate.results(store))
    patch.apply(store)
    found = []
    for result in results:
        if known[_key(result)]:
            known[_key(result)] -= 1
        else:
            found.append(result)
    if any(result.is_violation for result in found):
        raise RefusedError(gate.report(found))


def _key(result: Result) -> tuple[object, ...]:
    return tuple(
        getattr(result, field.name) for field in fields(result) if field.name != "messages"
    )


def _update(store: ox.Store, update: Update, rules: Rules) -> Patch:
    if (steps := data_steps(update)) is not None:
        if rules.skolemise:
            steps = [(comes, [_skolem_quad(q, set()) for q in quads]) for comes, quads in steps]
        added, removed = net(store, steps)
        patch = Patch(tuple(sorted(_lines(added))), tuple(sorted(_lines(removed))))
        patch.apply(store)
        return patch
    before = split_lines(store.dump(format=_NQUADS) or b"")
    run_update(store, update, union=rules.union)
    after = split_lines(store.dump(format=_NQUADS) or b"")
    patch = Patch.between(before, after)
    if rules.skolemise and any(b"_:" in line for line in patch.added):
        patch = _without_blank_nodes(store, patch, before)
    forget_empty(store, list(store.named_graphs()))
    return patch


def _without_blank_nodes(store: ox.Store, patch: Patch, before: list[bytes]) -> Patch:
    """Give the blank nodes that a patch brings names, in the patch and in the store."""
    old = {n for q in parse_lines(line for line in before if b"_:" in line) for n in _blank(q)}
    added = list(parse_lines(patch.added))
    fresh = [quad for quad in added if _blank(quad) - old]
    for quad in fresh:
        store.remove(quad)
    named = [_skolem_quad(quad, old) for quad in fresh]
    store.extend(named)
    kept = set(added) - set(fresh)
    return Patch(tuple(sorted(_lines([*kept, *named]))), patch.removed)


def _write(store: ox.Store, write: GraphWrite, rules: Rules) -> Patch:
    graph = ox.DefaultGraph() if write.graph is None else ox.NamedNode(write.graph)
    there = list(store.quads_for_pattern(None, None, None, graph))
    if write.action is Action.REMOVE:
        if write.graph is not None and not there:
            raise NoGraphError
        brought: list[ox.Quad] = []
    else:
        brought = [ox.Quad(t.subject, t.predicate, t.object, graph) for t in _read(write)]
        if rules.skolemise:
            brought = [_skolem_quad(quad, set()) for quad in brought]
        scratch = ox.Store()  # a store writes numbers in its own way, and so does the log
        scratch.extend(brought)
        brought = list(scratch)
    after = there + brought if write.action is Action.MERGE else brought
    patch = Patch.between(_lines(there), _lines(after))
    patch.apply(store)
    return patch


def _read(write: GraphWrite) -> Iterator[ox.Quad]:
    if not write.parts:
        raise UnreadableError("data needs the name of a graph format")
    for data, form in write.parts:
        yield from _parse(data, form, write.base or write.graph or BASE)


def _parse(data: bytes, form: Format, base: str) -> list[ox.Quad]:
    if not isinstance(form.oxigraph, ox.RdfFormat):
        raise UnreadableError(f"{form.name} is no format of graphs")
    try:
        return list(
            ox.parse(
                data,
                format=form.oxigraph,
                base_iri=base,
                without_named_graphs=True,
                rename_blank_nodes=True,
            )
        )
    except SyntaxError as error:
        raise UnreadableError(error.msg, error.lineno or 0, error.offset or 0) from error
    except ValueError as error:
        raise UnreadableError(str(error)) from error


def _lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    return split_lines(ox.serialize(quads, format=_NQUADS) or b"")


def _blank(thing: ox.Quad | ox.Triple) -> set[ox.BlankNode]:
    found = set()
    for term in (thing.subject, thing.object):
        if isinstance(term, ox.BlankNode):
            found.add(term)
        elif isinstance(term, ox.Triple):
            found |= _blank(term)
    return found


def _skolem_quad(quad: ox.Quad, kept: set[ox.BlankNode]) -> ox.Quad:
    triple = _skolem(quad.triple, kept)
    return ox.Quad(triple.subject, triple.predicate, triple.object, quad.graph_name)


def _skolem(triple: ox.Triple, kept: set[ox.BlankNode]) -> ox.Triple:
    subject, value = triple.subject, triple.object
    if isinstance(subject, ox.BlankNode) and subject not in kept:
        subject = ox.NamedNode(GENID + subject.value)
    if isinstance(value, ox.BlankNode) and value not in kept:
        value = ox.NamedNode(GENID + value.value)
    elif isinstance(value, ox.Triple):
        value = _skolem(value, kept)
    return ox.Triple(subject, triple.predicate, value)
