"""Shapes as queries."""
