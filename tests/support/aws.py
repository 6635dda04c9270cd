"""The AWS side of the tests: the template's stack in moto's server, and the environment that the handlers read.

A server and not moto's in-process mock: public reads use HTTP without the SDK, and the server is safe between threads.
"""

import logging
import os

from cli.local.port import bind
from cli.local.stack import ACCOUNT, ROOT, Stack

STACK = Stack(
    parameters={
        "SiteUrl": "https://news.example",
        "MailSender": "news@news.example",
        "TelegramChannels": "en=@gazette_en",
    }
)

# The port is bound at import, since handlers read the address at import. The server starts with the first test.
_listener = bind(0)
ENDPOINT = f"http://127.0.0.1:{_listener.getsockname()[1]}"


def set_environment() -> None:
    """Set the template's variables and moto's address. Call it before a handler is imported."""
    for logical_id, _ in STACK.of_type("AWS::Lambda::Function"):
        os.environ.update(STACK.environment(logical_id))
    os.environ.update(
        AWS_DEFAULT_REGION=STACK.region,
        AWS_REGION=STACK.region,
        AWS_ACCESS_KEY_ID="testing",
        AWS_SECRET_ACCESS_KEY="testing",
        AWS_ENDPOINT_URL=ENDPOINT,
        AWS_MAX_ATTEMPTS="1",
        POWERTOOLS_DEV="false",
        WEB_ROOT=str(ROOT / "web"),
    )


def start_server():
    """Start moto with the stack's tables, secrets and sender. Returns the server; stop it with `stop()`."""
    import boto3

    from cli.local.moto_server import SerializedMotoServer
    from cli.local.resources import create_tables
    from cli.secrets import create_missing_parameters

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # otherwise one line for each request
    server = SerializedMotoServer(_listener)
    server.start()
    create_tables(STACK, boto3.client("dynamodb"))
    create_missing_parameters(boto3.client("ssm"), os.environ["SECRETS_PATH"])
    boto3.client("sesv2").create_email_identity(EmailIdentity=os.environ["MAIL_SENDER"])
    return server


def moto_backend(service: str):
    """moto's memory of a service. Reading or clearing it there is faster than by requests."""
    from moto.backends import get_backend

    return get_backend(service)[ACCOUNT][STACK.region]


def clear_tables() -> None:
    """Delete all items in moto's memory: creating the tables again takes a tenth of a second."""
    for table in moto_backend("dynamodb").tables.values():
        table.items.clear()
        if table.stream_shard:
            table.stream_shard.items.clear()


def clear_mails() -> None:
    """Delete all mails in moto's memory, also from the list of all mails ever sent that `/moto-api/data.json` reads."""
    from moto.ses.models import RawMessage

    moto_backend("ses").sent_messages.clear()
    RawMessage.instances_tracked.clear()
