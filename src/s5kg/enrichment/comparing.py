"""An outside fact beside what the documents say: it agrees, it differs, or they do not say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

import pyoxigraph as ox

from s5kg.enrichment.documented import Budget, Documented
from s5kg.enrichment.facts import Fact
from s5kg.enrichment.values import degrees
from s5kg.linking.names import forms
from s5kg.namespaces import expand

_NEAR = Decimal("0.01")  # degrees between two points that are the same place; about a kilometre
_ROUGHLY = Decimal("0.05")  # how far an amount may lie from one that is stated as approximate


class Agreement(Enum):
    """How an outside fact stands to the documents: the codes of `s5c:agreement`."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNSTATED = "unstated"


@dataclass(frozen=True)
class Verdict:
    """How a fact stands to what it was compared with.

    `compared` are the values of the documents; `settled` is true where a register of
    discrepancies has the difference already. `beside` are IRIs that it concerns besides the thing.
    """

    agreement: Agreement
    compared: tuple[ox.Literal, ...] = ()
    evidence: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    settled: bool = False


_UNSTATED = Verdict(Agreement.UNSTATED)


def judge(
    facts: Iterable[Fact], documented: Documented, compared: Mapping[str, tuple[str, ...]]
) -> dict[Fact, Verdict]:
    """Return what each fact of a thing is to the documents.

    `compared` says in which languages names are compared, by property (CURIE).
    """
    facts = list(facts)
    names = [fact for fact in facts if fact.ours in compared]
    verdicts = _names(names, documented, compared)
    for fact in facts:
        if fact.ours not in compared:
            verdicts[fact] = (
                _amount(fact, documented) if fact.currency else _value(fact, documented)
            )
    return verdicts


def _names(
    facts: list[Fact], documented: Documented, compared: Mapping[str, tuple[str, ...]]
) -> dict[Fact, Verdict]:
    """Judge names: where one of theirs is one of ours, the others are further names."""
    preferred_first = sorted(documented.names, key=documented.names.__getitem__, reverse=True)
    ours = {
        language: [name for name in preferred_first if name.language == language]
        for language in {language for languages in compared.values() for language in languages}
    }
    every = [(name, _forms(name.value)) for name in preferred_first]
    matched = {
        fact: [n for n, those in every if those & _forms(fact.value.value)] for fact in facts
    }
    known = {fact.value.language for fact, names in matched.items() if names}
    verdicts = {}
    for fact, found in matched.items():
        language = fact.value.language or ""
        if found:
            verdicts[fact] = Verdict(Agreement.AGREES, tuple(found[:1]))
        elif language in compared[fact.ours] and language not in known and ours[language]:
            verdicts[fact] = _differing(tuple(ours[language][:1]), documented.supports(""))
        else:
            verdicts[fact] = _UNSTATED
    return verdicts


def _forms(name: str) -> set[str]:
    found = forms(name)
    return {found.whole, found.core}


def _value(fact: Fact, documented: Documented) -> Verdict:
    name = expand(fact.ours)
    stated = _finest(documented.stated.get(name, ()))
    if not stated:
        return _UNSTATED
    if same := [value for value in stated if _same(value, fact.value)]:
        return Verdict(Agreement.AGREES, tuple(same))
    settled = any(_same(value, fact.value) for value in documented.settled)
    return _differing(stated, documented.supports(name), settled=settled)


def _finest(values: Iterable[ox.Literal]) -> tuple[ox.Literal, ...]:
    """Return values without those that another one says more precisely."""
    every = list(values)
    return tuple(
        one
        for one in every
        if not any(
            other.value != one.value and other.value.startswith(one.value) for other in every
        )
    )


def _same(ours: ox.Literal, theirs: ox.Literal) -> bool:
    """Return whether two values are the same, as far as the coarser of them says."""
    if theirs.datatype.value.endswith("#wktLiteral"):
        try:
            pairs = zip(degrees(ours), degrees(theirs), strict=True)
        except ValueError:
            return False
        return all(abs(one - other) <= _NEAR for one, other in pairs)
    short, long = sorted((ours.value, theirs.value), key=len)
    return long.startswith(short)


def _amount(fact: Fact, documented: Documented) -> Verdict:
    figures = [one for one in documented.budgets.values() if one.currency == fact.currency]
    number = Decimal(fact.value.value)
    for figure in figures:
        if _within(number, figure):
            return Verdict(Agreement.AGREES, _printed([figure]))
    if not figures or not (printed := _printed(figures)):
        return _UNSTATED
    evidence = {one for figure in figures for one in documented.supports(figure.figure)}
    settled = any(_number(value) == number for value in documented.settled)
    beside = tuple(sorted(figure.figure for figure in figures))
    return _differing(printed, sorted(evidence), beside, settled)


def _differing(
    compared: tuple[ox.Literal, ...],
    evidence: Iterable[str],
    beside: tuple[str, ...] = (),
    settled: bool = False,
) -> Verdict:
    """Return that a fact differs, unless no place of a document says what it differs from."""
    places = tuple(evidence)
    return Verdict(Agreement.DIFFERS, compared, places, beside, settled) if places else _UNSTATED


def _within(number: Decimal, figure: Budget) -> bool:
    value, least, most = (
        None if one is None else _number(one) for one in (figure.value, figure.least, figure.most)
    )
    if value is not None:
        return abs(number - value) <= (value * _ROUGHLY if figure.approximate else 0)
    if least is None and most is None:
        return False
    return (least is None or number >= least) and (most is None or number <= most)


def _printed(figures: Iterable[Budget]) -> tuple[ox.Literal, ...]:
    values = (one for figure in figures for one in (figure.value, figure.least, figure.most))
    return tuple(dict.fromkeys(one for one in values if one is not None))


def _number(value: ox.Literal) -> Decimal | None:
    try:
        return Decimal(value.value)
    except ArithmeticError:
        return None
