"""The address of the emulator for functions in containers, and the build that SAM runs."""

import json
import socket
import stat

import pytest

from cli.local import container_invocation, docker_bridge
from cli.local.port import PortTaken
from cli.local.stack import ROOT


@pytest.fixture
def docker(tmp_path, monkeypatch):
    """A command `docker` whose bridge has some networks, or that fails with a message."""

    def install(networks=(), failure=""):
        command = tmp_path / "docker"
        reply = json.dumps([{"IPAM": {"Config": list(networks)}}])
        end = f"echo '{failure}' >&2; exit 1" if failure else f"echo '{reply}'"
        command.write_text(f"#!/bin/sh\n{end}\n")
        command.chmod(command.stat().st_mode | stat.S_IEXEC)

    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return install


@pytest.mark.parametrize(
    ("networks", "address"),
    [
        ([{"Subnet": "127.9.0.0/16", "Gateway": "127.9.0.5"}], "127.9.0.5"),
        ([{"Subnet": "127.9.0.0/16"}], "127.9.0.1"),
        ([{"Subnet": "203.0.113.0/24"}], "127.0.0.1"),  # of a virtual machine, as with Docker Desktop
        ([{"Subnet": "2001:db8::/64"}, {"Subnet": "127.9.0.0/16"}], "127.9.0.1"),
        ([], "127.0.0.1"),
    ],
)
def test_containers_reach_the_gateway_of_the_bridge_or_the_loopback(docker, networks, address):
    docker(networks)
    assert docker_bridge.find_address() == address


def test_without_docker_there_is_one_clear_line(docker, monkeypatch, tmp_path):
    docker(failure="Cannot connect to the Docker daemon. Is the docker daemon running?")
    with pytest.raises(docker_bridge.DockerUnavailable, match=r"^Docker does not answer: Cannot connect to the Docker"):
        docker_bridge.find_address()
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(docker_bridge.DockerUnavailable, match="no command `docker`"):
        docker_bridge.find_address()


def test_a_taken_port_is_one_clear_line(docker, monkeypatch):
    docker()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(docker_bridge, "PORT", taken.getsockname()[1])
        with pytest.raises(PortTaken, match="stop what uses it"):
            docker_bridge.listen()


def test_the_variables_for_containers_name_the_port():
    variables = json.loads((ROOT / "events" / "env.json").read_text())["Parameters"]
    assert variables["AWS_ENDPOINT_URL"] == f"http://host.docker.internal:{docker_bridge.PORT}"


@pytest.mark.parametrize(("library", "built"), [("core.cpython-313-x86_64-linux-gnu.so", "x86_64"), (None, "arm64")])
def test_sam_gets_the_architecture_of_the_build(tmp_path, monkeypatch, library, built):
    package = tmp_path / "DependenciesLayer" / "python" / "pydantic_core"
    package.mkdir(parents=True)
    if library:
        (package / library).touch()
    monkeypatch.setattr(container_invocation, "BUILD", tmp_path)
    chosen = container_invocation._choose_architecture([])
    assert chosen == ["--parameter-overrides", f"Architecture={built}"]
    assert container_invocation._choose_architecture(["--parameter-overrides", "Architecture=arm64"]) == []


def test_without_a_build_there_is_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.setattr(container_invocation, "BUILD", tmp_path)
    with pytest.raises(container_invocation.NotBuilt, match="run `make build` first"):
        container_invocation.invoke_in_container("RatesFunction", None, [])
