"""What is wrong in a mapping set for itself: its rows, their identifiers and check digits."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from s5kg.mappings import MappingSet
from s5kg.namespaces import expand
from s5kg.problems import Problem

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_WEIGHTS = (6, 5, 4, 3, 2)


def ror_is_valid(name: str) -> bool:
    """Return whether the check digits of a ROR are right (ISO 7064, mod 97-10)."""
    number = 0
    for letter in name[:-2]:
        number = number * 32 + _CROCKFORD.index(letter)
    return 98 - number * 100 % 97 == int(name[-2:])


def isni_is_valid(name: str) -> bool:
    """Return whether the check digit of an ISNI is right (ISO 27729; ISO 7064, mod 11-2)."""
    total = 0
    for digit in name[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == name[-1]


def local_government_code_is_valid(code: str) -> bool:
    """Return whether the check digit of a Japanese local government's code is right.

    Ministry of Internal Affairs and Communications: weights 6 to 2, mod 11.
    """
    total = sum(int(digit) * weight for digit, weight in zip(code[:-1], _WEIGHTS, strict=True))
    return (11 - total % 11) % 10 == int(code[-1])


def corporate_number_is_valid(number: str) -> bool:
    """Return whether the check digit, the first, of a Japanese corporate number is right.

    National Tax Agency: weights 1 and 2 in turn from the right, mod 9.
    """
    digits = [int(digit) for digit in reversed(number[1:])]
    total = sum(digit * (1 + place % 2) for place, digit in enumerate(digits))
    return 9 - total % 9 == int(number[0])


def _always(name: str) -> bool:
    return bool(name)


class _Form(NamedTuple):
    start: str  # of the IRI; the IRI of the datatype of a code
    pattern: re.Pattern[str]
    is_valid: Callable[[str], bool]


def _form(start: str, pattern: str, is_valid: Callable[[str], bool] = _always) -> _Form:
    return _Form(start, re.compile(pattern), is_valid)


_FORMS = (
    _form("https://ror.org/", r"0[0-9a-hjkmnp-tv-z]{6}[0-9]{2}", ror_is_valid),
    _form("https://isni.org/isni/", r"[0-9]{15}[0-9X]", isni_is_valid),
    _form("http://www.wikidata.org/entity/", r"Q[1-9][0-9]*"),
    _form("https://sws.geonames.org/", r"[1-9][0-9]*/"),
    _form("https://doi.org/10.13039/", r"[0-9]{9,12}"),
    _form("http://data.e-stat.go.jp/lod/sac/", r"C[0-9]{5}(-[0-9]{8})?"),
    _form(expand("s5:jisX0401Code"), r"0[1-9]|[1-3][0-9]|4[0-7]"),
    _form(expand("s5:jisX0402Code"), r"[0-9]{5}"),
    _form(expand("s5:localGovernmentCode"), r"[0-9]{6}", local_government_code_is_valid),
    _form(expand("s5:corporateNumber"), r"[1-9][0-9]{12}", corporate_number_is_valid),
    _form(expand("s5:iso3166Alpha2Code"), r"[A-Z]{2}"),
    _form(expand("s5:iso3166Alpha3Code"), r"[A-Z]{3}"),
    _form(expand("s5:iso3166Part2Code"), r"[A-Z]{2}-[A-Z0-9]{1,3}"),
    _form(expand("s5:iso4217Code"), r"[A-Z]{3}"),
)


def find_faults(
    sets: Iterable[MappingSet],
    described: Callable[[ox.NamedNode], bool],
    links: Iterable[MappingSet] = (),
) -> list[Problem]:
    """Return what is wrong in mapping sets, each for itself and row by row.

    `described` says whether the graph has a thing. A set leads where the links of its scheme do,
    where there are such.
    """
    found: list[Problem] = []
    homes = {one.scheme: one for one in links}
    for one_set in sets:
        found += _twice(one_set)
        spaces = namespaces_of(homes.get(one_set.scheme, one_set))
        for one in one_set.rows:
            if not described(one.subject):
                what = f"{one.subject.value} is no thing of this graph"
                found.append(one.problem(what, "correct its name, or take the row out"))
            if what := misfit(one.object, spaces):
                found.append(one.problem(what, "move the row to the set of its scheme"))
            if what := identifier_fault(one.object):
                found.append(one.problem(what, "look the identifier up again"))
    return found


def _twice(mappings: MappingSet) -> Iterator[Problem]:
    seen: set[tuple[object, ...]] = set()
    for one in mappings.rows:
        key = one.subject, one.object, one.negative
        if key in seen:
            yield one.problem("this pair stands twice", "keep one row")
        seen.add(key)


def namespaces_of(mappings: MappingSet) -> tuple[str, ...]:
    """Return the namespace that most rows of a set lead into; a datatype, where they are codes.

    A set that has no such rows may lead into each that it declares, and have codes of its source.
    """
    used = Counter(space_of(one.object, mappings.namespaces) for one in mappings.rows)
    most = [space for space, _ in used.most_common(1)]
    return tuple(filter(None, most)) or (*mappings.namespaces, *filter(None, [mappings.source]))


def space_of(target: ox.NamedNode | ox.Literal, namespaces: Iterable[str]) -> str:
    """Return the first of some namespaces that a target is in, or nothing; a code's datatype."""
    if isinstance(target, ox.Literal):
        return target.datatype.value
    return next((space for space in namespaces if _is_in(target.value, space)), "")


def misfit(target: ox.NamedNode | ox.Literal, namespaces: tuple[str, ...]) -> str:
    """Return that a target is in none of the namespaces of its scheme, or nothing."""
    space = space_of(target, namespaces)
    return "" if space in namespaces else f"{target.value} is not in the namespace of the scheme"


def _is_in(iri: str, namespace: str) -> bool:
    return iri.startswith(namespace) and iri != namespace


def identifier_fault(target: ox.NamedNode | ox.Literal) -> str:
    """Return what is wrong with an identifier, by its form and check digits, or nothing."""
    for form in _FORMS:
        if isinstance(target, ox.Literal):
            if target.datatype.value != form.start:
                continue
            name = target.value
        elif target.value.startswith(form.start):
            name = target.value.removeprefix(form.start)
        else:
            continue
        if not form.pattern.fullmatch(name):
            return f"{name} is not of the form {form.pattern.pattern}"
        if not form.is_valid(name):
            return f"the check digit of {name} is wrong"
    return ""
