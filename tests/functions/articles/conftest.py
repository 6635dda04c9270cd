"""Fixtures of tests of the Articles function."""

from tests.support.public_articles import get, stored

__all__ = ["get", "stored"]
