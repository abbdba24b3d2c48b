"""The example queries in the order in which people read them."""

from collections.abc import Sequence

from s5kg.queries import Query

LEVELS = ("easy", "medium", "hard")


def by_topic(examples: Sequence[Query]) -> list[tuple[str, list[Query]]]:
    """Return (topic, its examples from easy to hard), sorted by topic."""
    topics: dict[str, list[Query]] = {}
    for example in sorted(examples, key=_difficulty):
        topics.setdefault(example.header["topic"], []).append(example)
    return sorted(topics.items())


def one_per_topic(examples: Sequence[Query], most: int) -> list[Query]:
    """Return the easiest example of each topic, at most `most` in all."""
    return [queries[0] for _, queries in by_topic(examples)][:most]


def _difficulty(example: Query) -> tuple[int, str]:
    level = example.header["level"]
    return (LEVELS.index(level) if level in LEVELS else len(LEVELS), example.name)
