"""`gazette telegram`: the posts of the Telegram channels that wait, or that a person has to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import exit_on_aws_error, exit_with_error
from cli.options import PORT, OptionalStackName, Port, Region
from cli.target import FunctionFailed, Target, find_target

if TYPE_CHECKING:
    from gazette.subscriptions.telegram.model import Post

FUNCTION = "AnnouncerFunction"

Repost = Annotated[
    str | None,
    typer.Option("--repost", metavar="ID", help="Send a new post of this article. Look into the channel first."),
]
Retry = Annotated[
    str | None,
    typer.Option("--retry", metavar="ID", help="Try again at once what waits or was given up for this article."),
]


def telegram(
    repost: Repost = None,
    retry: Retry = None,
    *,
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """List posts of Telegram channels that wait; send one again.

    A post is `unknown` if Telegram did not answer: it may be in the channel, and is never sent again by itself. If it
    is not there, `--repost` sends it. A change or deletion that was given up is tried again with `--retry`. Posts that
    are as they should be are not listed.
    """
    target = find_target(port, stack, region)
    if repost and retry:
        exit_with_error("either --repost or --retry")
    if id := repost or retry:
        print(f"{id}: {_request(target, 'repost' if repost else 'retry', id)}")
        return
    from gazette.subscriptions.telegram.repository import PostRepository

    with exit_on_aws_error("the posts cannot be read"):
        posts = PostRepository(target.physical_name("JobsTable"), target.client("dynamodb")).list_unfinished()
    print("\n".join(map(_line, posts)) or "no post waits, and none is unknown")


def _request(target: Target, request: str, id: str) -> str:
    """What became of the post. Ends the command with an error if the function refuses the request."""
    try:
        with exit_on_aws_error("the function cannot be invoked"):
            outcome: str = target.invoke(FUNCTION, {request: id})[id]
    except FunctionFailed as failure:
        exit_with_error(failure.message or failure.kind)
    return outcome


def _line(post: Post) -> str:
    state = f"waits until {post.due_at}" if post.due_at else post.state
    reason = f": {post.reason}" if post.reason else ""
    return f"{post.changed_at}  {post.article}  {post.lang:7}  {state}{reason}"
