"""Gazette: articles, official currency rates and subscriptions for a news site. One folder per noun."""

__version__ = "0.1.0"
