"""The AWS side of the tests: the template's stack in moto's server, and the environment that the handlers read.

A server and not moto's in-process mock: public reads use HTTP without the SDK, and the server is safe between threads.
"""

import copy
import functools
import io
import logging
import os
import sys
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session

from cli.local.environment import LOCAL_VARIABLES
from cli.local.port import bind
from cli.local.stack import ACCOUNT, ROOT, Stack

STACK = Stack(
    parameters={
        "SiteUrl": "https://news.example",
        "MailSender": "news@news.example",
        "MailReplyTo": "editors@news.example",
        "MailLists": "breaking,daily,weekly",
        "TelegramChannels": "en=@gazette_en",
    }
)

# The port is bound at import, since handlers read the address at import. The server starts with the first test.
_listener = bind(0)
ENDPOINT = f"http://127.0.0.1:{_listener.getsockname()[1]}"

_moto_apps = []
"""The WSGI application of moto's server, once that has started."""


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
        # No test of a function depends on whether the desk is built.
        **{**LOCAL_VARIABLES, "DESK_ROOT": str(ROOT / "tests/support/desk_build")},
    )


def start_server():
    """Start moto with the stack's tables, secrets and sender. Returns the server; stop it with `stop()`."""
    import boto3

    from cli.local.moto_server import SerializedMotoServer
    from cli.local.resources import create_tables
    from cli.secret_parameters import create_missing_parameters

    save_cpu_time()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # otherwise one line for each request
    server = SerializedMotoServer(_listener)
    server.start()
    _moto_apps.append(server._server.app)
    create_tables(STACK, boto3.client("dynamodb"))
    create_missing_parameters(boto3.client("ssm"), os.environ["SECRETS_PATH"])
    boto3.client("sesv2").create_email_identity(EmailIdentity=os.environ["MAIL_SENDER"])
    return server


def save_cpu_time() -> None:
    """Call moto without sockets, keep connections of public reads, and compute once what moto and botocore repeat."""
    import moto.backends
    import moto.core.responses
    from moto.moto_server.werkzeug_app import MotoRequestHandler

    from tests.support.fast_moto import patch_moto

    patch_moto()
    MotoRequestHandler.protocol_version = "HTTP/1.1"
    MotoRequestHandler.disable_nagle_algorithm = True
    URLLib3Session.send = send_without_socket
    modules = frozenset(moto.backends.list_of_moto_modules())
    moto.backends.list_of_moto_modules = lambda: modules
    moto.core.responses.method_names_from_class = functools.cache(moto.core.responses.method_names_from_class)


class _Body(io.BytesIO):
    """The body of an answer, as botocore reads it."""

    def stream(self, **_):
        while chunk := self.read():
            yield chunk


_send_by_socket = URLLib3Session.send


def send_without_socket(session, request):
    """Call moto's application in this thread: a socket and a thread of the server would double the CPU time of a call.

    A request to another address is sent by a socket.
    """
    if not _moto_apps or not request.url.startswith(ENDPOINT):
        return _send_by_socket(session, request)
    url = urlsplit(request.url)
    body = request.body or b""
    body = body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else body.read()
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(url.path).encode().decode("latin-1"),
        "QUERY_STRING": url.query,
        "RAW_URI": request.url.removeprefix(ENDPOINT),
        "REQUEST_URI": request.url.removeprefix(ENDPOINT),
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": url.hostname,
        "SERVER_PORT": str(url.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": url.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for header, value in request.headers.items():
        name = header.upper().replace("-", "_")
        variable = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        environ[variable] = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    environ["CONTENT_LENGTH"] = str(len(body))
    started = []
    answer = b"".join(_moto_apps[-1](environ, lambda status, headers, *_: started.extend((status, headers))))
    status, headers = started
    return AWSResponse(request.url, int(status.split()[0]), dict(headers), _Body(answer))


@functools.cache
def client(service: str):
    """One client of a service for all tests of the process, since a client takes tens of milliseconds to make.

    A test that registers a handler of events on a client makes its own.
    """
    import boto3

    return boto3.client(service)


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


def save_tables() -> Callable[[], None]:
    """Copy all items in moto's memory. Returns what puts them back in place of all others, each time it is called."""
    saved = {name: copy.deepcopy(dict(table.items)) for name, table in moto_backend("dynamodb").tables.items()}

    def restore() -> None:
        clear_tables()
        for name, table in moto_backend("dynamodb").tables.items():
            table.items.update(copy.deepcopy(saved.get(name, {})))

    return restore


def forget_parameters() -> None:
    """Forget the parameters that this process has read, as after five minutes, or as another process."""
    from gazette.aws.public import parameters

    parameters._cache.clear()


def clear_mails() -> None:
    """Delete all mails in moto's memory, also from the list of all mails ever sent that `/moto-api/data.json` reads."""
    from moto.ses.models import RawMessage

    moto_backend("ses").sent_messages.clear()
    RawMessage.instances_tracked.clear()
