"""`gazette template`: prints the translated template, for tools that cannot run SAM's transformation."""

import json

import typer


def template() -> None:
    """Print the template as CloudFormation receives it, as JSON. SAM's transformation is applied, for tools that
    cannot do it. Circular dependencies are visible only in this form."""
    from cli.local.stack import Stack  # imported late: slow

    typer.echo(json.dumps(Stack().template, indent=1))
