"""`gazette template`: the template as CloudFormation gets it, for tools that cannot carry out SAM's transformation."""

import json

import typer


def template() -> None:
    """Print the template as CloudFormation gets it, as JSON. SAM's transformation is done, for tools that cannot do it;
    a cycle of resources shows only there."""
    from cli.local.stack import Stack  # the translator takes half a second to import

    typer.echo(json.dumps(Stack().template, indent=1))
