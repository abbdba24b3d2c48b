"""The W3C test suite for SPARQL, played over HTTP against a service.

    python -m conformance SUITE --query URL --update URL --store URL

The suite is a checkout of https://github.com/w3c/rdf-tests; nothing of it is in this repository.
"""
