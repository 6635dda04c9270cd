"""`gazette seed`: sample content for a local server that was started empty."""

from cli.local_client import read_state, request
from cli.options import PORT, Port


def seed(port: Port = PORT) -> None:
    """Publish the sample articles and load rates. If there are articles already, it adds none."""
    read_state(port)
    _, lines = request(port, "POST", "/_dev/seed")
    print("\n".join(lines))
