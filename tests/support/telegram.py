"""A Bot API over real HTTP, with the channels and the failures of the local server's, and an editor's newsroom."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest

from cli.local.telegram import TOKEN
from cli.local.telegram.channels import Channels, Message
from cli.local.telegram.failures import NO_ANSWER, Failures
from cli.local.telegram.markup import parse
from cli.local.telegram.methods import BotApiError, Methods
from cli.local.telegram.routes import BotApiRoutes
from functions.announcer import handler as announcer
from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article
from gazette.articles.requests import Changes, PublishOptions, Withdrawal
from gazette.subscriptions.telegram.answers import NoAnswer, Refused, read_answer
from gazette.subscriptions.telegram.model import Post
from gazette.times import parse_timestamp
from tests.support.articles import AZIZA, NOON, minutes, new_id
from tests.support.aws import forget_parameters
from tests.support.events import Context

CHANNEL = "gazette_en"
PARAMETER = "/gazette/secrets/telegram-token"


class BotServer:
    """`calls` are the calls that arrived, whatever became of them. `clock` returns the present moment."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.channels = Channels([CHANNEL])
        self._routes = BotApiRoutes(self.channels)
        self.failures, self.clock = self._routes.failures, clock
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.url = ""

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    @property
    def messages(self) -> list[Message]:
        return self.channels.list_messages(CHANNEL)

    @property
    def texts(self) -> list[str]:
        """What readers of the channel see."""
        return [parse(message.text) for message in self.messages]

    def put_token(self, value: str = TOKEN) -> None:
        boto3.client("ssm").put_parameter(Name=PARAMETER, Value=value, Type="SecureString", Overwrite=True)
        forget_parameters()

    def take_token(self) -> None:
        boto3.client("ssm").delete_parameters(Names=[PARAMETER])
        forget_parameters()

    def fail(self, *kinds: str, **fields: Any) -> None:
        """The next calls fail (cli/local/telegram/failures.py)."""
        self.failures.plan([{"failure": kind, **fields} for kind in kinds])

    def answer(self, path: str, body: bytes) -> tuple[int, bytes] | None:
        token, method = path.removeprefix("/bot").split("/")
        assert token == TOKEN, "the bot's own token"
        parameters = json.loads(body)
        self.calls.append((method, parameters))
        response = self._routes.handle(method, parameters, self.clock())
        return response and (response.status_code, bytes(response.body))


def serve(bot: BotServer) -> Iterator[BotServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = bot.answer(self.path, self.rfile.read(int(self.headers["content-length"])))
            if answer is None:  # the connection ends without an answer
                return
            status, body = answer
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bot.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield bot
    server.shutdown()
    server.server_close()
    thread.join()


class WorkerDied(BaseException):
    """The function ends in the middle of a call."""


class DirectBot:
    """In place of the client: the same channels without HTTP. `meanwhile` happens before a call ends.

    `dies` makes a worker die in its next call: `before` or `after` Telegram carries it out. `sent` counts posts in the
    channel, and `lost` those whose worker never learnt what became of them.
    """

    def __init__(self, channels: list[str]) -> None:
        self.channels, self.failures = Channels(channels), Failures()
        self._methods, self.meanwhile = Methods(self.channels), list[Callable[[], object]]()
        self.now, self.dies = NOON, ""
        self.sent = self.lost = 0

    def check_token(self) -> None: ...

    def call(self, method: str, parameters: dict[str, Any]) -> Any:
        failure, dies, self.dies = self.failures.take(), self.dies, ""
        sends = method.startswith("send")
        if dies == "before":
            self.lost += sends
            raise WorkerDied
        if isinstance(failure, BotApiError):
            read_answer(failure.code, json.dumps(failure.answer).encode())
        self.lost += sends and (failure is not None or dies == "after")
        result = None
        if failure in (None, NO_ANSWER):
            try:
                result = self._methods.call(method, parameters, self.now)
            except BotApiError as error:
                raise Refused(error.code, error.description) from None
            self.sent += sends
        events, self.meanwhile = self.meanwhile, []
        for happens in events:
            happens()
        if dies:
            raise WorkerDied
        if failure is not None:
            raise NoAnswer
        return result


class Clock:
    def __init__(self) -> None:
        self.at = minutes(1)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The present moment of the function, a minute after the publications of `publish_draft`."""
    clock = Clock()
    monkeypatch.setattr(announcer, "now", clock)
    return clock


@pytest.fixture
def bot(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[BotServer]:
    """Telegram, and the bot's token in the parameter store."""
    for bot in serve(BotServer(clock)):
        bot.put_token()
        monkeypatch.setenv("TELEGRAM_URL", bot.url)
        yield bot
        bot.take_token()


class Newsroom:
    """An editor who changes articles, and the events that reach the function."""

    def __init__(self, commands: ArticleCommands) -> None:
        self._commands = commands

    def correct(self, article: Article, *, silent: bool = False, at: float = 2, **changes: Any) -> Article:
        """Publish a changed version."""
        article = self._commands.change(article, Changes(**changes), by=AZIZA, at=minutes(at), write_id=new_id())
        return self._commands.publish(
            article, PublishOptions(silent=silent), by=AZIZA, at=minutes(at), write_id=new_id()
        )

    def withdraw(self, article: Article, *, at: float = 3, **options: Any) -> Article:
        return self._commands.unpublish(article, Withdrawal(**options), by=AZIZA, at=minutes(at), write_id=new_id())

    def announce(self, article: Article, kind: str = "published", *, silent: bool = False) -> str:
        """The function gets an event about an article. Returns the outcome."""
        detail = {"id": article.id, "kind": article.kind, "lang": article.lang, "version": 1, "silent": silent}
        return invoke({"detail-type": f"article.{kind}", "detail": detail})[article.id]


@pytest.fixture
def newsroom(commands: ArticleCommands) -> Newsroom:
    return Newsroom(commands)


class WholeTime(Context):
    """The function has just begun."""

    def get_remaining_time_in_millis(self) -> int:
        return 90_000


def invoke(event: dict[str, Any]) -> dict[str, str]:
    outcomes: dict[str, str] = announcer.handler(event, WholeTime())
    return outcomes


def wake(article: Article) -> dict[str, str]:
    """The scheduler's event of a post that is due."""
    return invoke({"detail-type": "job.due", "detail": {"job": f"telegram/{article.id}", "kind": "telegram"}})


def give_up(bot: BotServer, newsroom: Newsroom, article: Article, kind: str, clock: Clock) -> None:
    """An event comes, and Telegram fails until the step is given up. Then Telegram works again."""
    bot.fail("500", times=1000)
    newsroom.announce(article, kind)
    while due := read_post(article).due_at:
        clock.at = max(clock.at, parse_timestamp(due))
        wake(article)
    bot.failures.plan([])


def list_due(at: datetime) -> list[str]:
    """Articles whose posts are due."""
    return [post.article for post in announcer.posts.list_due(at)]


def read_post(article: Article) -> Post:
    post = announcer.posts.get(article.id)
    assert post is not None
    return post
