"""How much a call may ask for and give."""

ROWS = 100  # rows or triples of an answer unless more are asked for
MOST_ROWS = 500
MOST_BYTES = 24_000  # of rows or triples
SECONDS = 20.0  # for a query
MOST_CHARACTERS = 20_000  # of a query
