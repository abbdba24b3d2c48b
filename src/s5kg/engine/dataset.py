"""Does a query name its dataset (SPARQL 1.1 Query, 13.2)? The engine does not tell."""

import re

# Outside brackets a query has no operators, so `<` begins an IRI there, and FROM is the keyword of
# a dataset clause. Inside them only the brackets count; an IRI with brackets in it is left to be
# read as text, so that `(?a<(?b)&&?c>?d)` keeps its balance.
_TOKENS = re.compile(
    r"""(?P<skipped>
        \#[^\n\r]*
      | \"\"\"(?:[^\\]|\\.)*?\"\"\" | '''(?:[^\\]|\\.)*?'''
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
      | <[^<>"{}|^`\\\s()]*>
      | [?$:@]\w+
    )
    | (?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<open>[({\[]) | (?P<close>[)}\]])
    | (?P<word>[^\W\d][\w.:-]*)
    | (?P<broken>["'])""",
    re.VERBOSE | re.DOTALL,
)
_FROM = re.compile(r"FROM(?![\w:.-])", re.IGNORECASE)


def names_dataset(text: str) -> bool:
    """Return whether a valid query has a FROM clause."""
    if not _FROM.search(text):
        return False
    depth = position = 0
    while token := _TOKENS.search(text, position):
        position = token.end()
        if token["broken"]:
            break
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        elif token["iri"] and depth:
            position = token.start() + 1
        elif token["word"] and not depth and _FROM.fullmatch(token["word"]):
            return True
    return False
