"""`gazette seed`: sample content for a local server that was started empty."""

from cli.client import ask
from cli.terminal import PORT, Port


def seed(port: Port = PORT) -> None:
    """Publish the sample articles and load rates. Articles that are there already are left alone, and nothing is added
    to them."""
    _, lines = ask(port, "POST", "/_dev/seed")
    print("\n".join(lines))
