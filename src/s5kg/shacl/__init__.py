"""Shapes compiled to SPARQL: one query for each constraint, over all focus nodes at once."""
