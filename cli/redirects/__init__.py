"""Redirects of a former site: files of old paths, and what the Articles table has of them."""
