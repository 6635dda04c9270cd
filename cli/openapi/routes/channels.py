"""The public read of Subscriptions; its other routes are read from the function."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from cli.openapi.models.channels import CHANNELS, Channels
from cli.openapi.responses import IfNoneMatch, Lang, get, read

app = APIGatewayHttpResolver()
TAG = "Subscriptions"


@get(app, "/v1/channels", "Ask what one can subscribe to", TAG, read("Channels and consent", Channels, CHANNELS))
def read_channels(lang: Lang = None, if_none_match: IfNoneMatch = None) -> None:
    """Lists, topics and the Telegram channel of a language, and the exact text that one consents to."""
