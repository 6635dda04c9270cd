"""What one can subscribe to."""

from cli.openapi.models.base import Model


class Channel(Model):
    url: str
    title: str


class MailingList(Model):
    id: str
    title: str
    description: str


class Topic(Model):
    slug: str
    name: str


class Consent(Model):
    version: str
    """Sent back at signup; it changes with every letter of the text."""
    text: str


class Channels(Model):
    """What one can subscribe to, and the exact text that one consents to."""

    telegram: Channel | None
    lists: list[MailingList]
    topics: list[Topic]
    consent: Consent


CHANNELS = {
    "telegram": {"url": "https://t.me/gazette_en", "title": "Gazette on Telegram"},
    "lists": [{"id": "daily", "title": "Daily digest", "description": "Each morning: what happened in a day"}],
    "topics": [],
    "consent": {"version": "4f1c0a9e2b7d8365", "text": "I agree that this site sends me the chosen letters."},
}
