"""Proposals of links to other graphs: from names, kinds and neighbours, for a person to judge."""
