"""`gazette seed`: sample content for a local server that was started empty."""

from cli.client import ask
from cli.terminal import Port


def seed(port: Port = 3000) -> None:
    """Publish the sample articles and load rates, where there are none yet."""
    _, lines = ask(port, "POST", "/_dev/seed")
    print("\n".join(lines))
