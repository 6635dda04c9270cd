"""The address at which functions in containers reach the emulator (`sam local invoke`)."""

import json
import socket
import subprocess
from collections.abc import Iterator
from ipaddress import ip_network

from cli.local.port import HOST, bind

PORT = 4566
"""As in events/env.json. LocalStack has the same one; 5000, that of moto, is taken on a Mac."""


class DockerUnavailable(Exception):
    """There is no Docker engine that runs."""


def listen() -> socket.socket:
    """Bind the emulator's port where containers see it, and nobody on the network.

    Raises `DockerUnavailable` and `PortTaken`.
    """
    return bind(PORT, find_address(), "stop what uses it, such as LocalStack or another local server")


def find_address() -> str:
    """This machine's address on Docker's bridge, where `host-gateway` leads.

    Docker Desktop has its bridge in a virtual machine, and leads to the loopback of this one.
    """
    [bridge] = json.loads(_ask_docker("network", "inspect", "bridge"))
    return next(filter(_is_own, _list_gateways(bridge["IPAM"]["Config"])), HOST)


def _list_gateways(networks: list[dict[str, str]]) -> Iterator[str]:
    """Docker names the gateway only if it was configured. Otherwise it is the first address of the network."""
    for network in networks:
        yield network.get("Gateway") or str(next(ip_network(network["Subnet"]).hosts()))


def _is_own(address: str) -> bool:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def _ask_docker(*arguments: str) -> str:
    try:
        command = ["docker", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=20).stdout
    except FileNotFoundError:
        raise DockerUnavailable("there is no command `docker`; functions run in containers of Docker") from None
    except subprocess.CalledProcessError as error:
        raise DockerUnavailable(f"Docker does not answer: {error.stderr.strip().splitlines()[-1]}") from None
    except subprocess.TimeoutExpired:
        raise DockerUnavailable("Docker does not answer; is it starting?") from None
