"""`gazette openapi`: writes the API's document, or checks that the stored one is not stale."""

from typing import Annotated

import typer

from cli.terminal import stop


def openapi(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit code 1 where the file is stale.")] = False,
) -> None:
    """Write docs/openapi.json from what the functions declare."""
    from cli.local import environment
    from cli.local.stack import Stack

    # The functions are imported, and read their environment then; nothing of it shows in the document.
    environment.apply(Stack(parameters={"SiteUrl": "https://news.example"}), {})
    from cli.openapi import document

    text = document.text()
    if not check:
        document.FILE.write_text(text)
        print(f"{document.FILE.name}: {len(text):,} characters")
    elif not document.FILE.exists() or document.FILE.read_text() != text:
        stop("docs/openapi.json is stale; `make openapi` writes it")
