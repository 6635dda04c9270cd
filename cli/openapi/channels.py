"""The public read of Subscriptions; its other routes are read from the function."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from cli.openapi.answers import IfNoneMatch, Lang, Model, get, read

app = APIGatewayHttpResolver()
TAG = "Subscriptions"


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


@get(app, "/v1/channels", "Ask what one can subscribe to", TAG, read("Channels and consent", Channels, CHANNELS))
def read_channels(lang: Lang = None, if_none_match: IfNoneMatch = None) -> None:
    """Lists, topics and the Telegram channel of a language, and the exact text that one consents to."""
