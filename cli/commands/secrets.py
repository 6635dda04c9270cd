"""`gazette secrets`: creates the missing secrets of a deployed stack."""

from cli.options import Region, StackName
from cli.secret_parameters import create_missing_parameters
from cli.target import find_deployed_target


def secrets(stack: StackName, region: Region = None) -> None:
    """Create the missing secrets of a deployed stack. Existing secrets never change. (`dev` creates its own.)"""
    target = find_deployed_target(stack, region)
    created = create_missing_parameters(target.client("ssm"), f"/{stack}/secrets")
    print("\n".join(f"created {name}" for name in created) or "nothing is missing")
