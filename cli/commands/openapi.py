"""`gazette openapi`: writes the OpenAPI document, or checks that the stored one is up to date."""

from typing import Annotated

import typer

from cli.errors import exit_with_error


def openapi(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 if the file is out of date.")
    ] = False,
) -> None:
    """Write docs/openapi.json."""
    from cli.local import environment
    from cli.local.stack import Stack

    # The functions read their environment when they are imported. Nothing of it is in the document.
    environment.apply(Stack(parameters={"SiteUrl": "https://news.example"}), {})
    from cli.openapi import document

    text = document.format_document(document.build_document())
    if not check:
        document.FILE.write_text(text)
        print(f"{document.FILE.name}: {len(text):,} characters")
    elif not document.FILE.exists() or document.FILE.read_text() != text:
        exit_with_error("docs/openapi.json is out of date; run `make openapi`")
