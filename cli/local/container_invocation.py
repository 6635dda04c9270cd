"""Invokes a built function in a container with SAM, and starts an emulator with the samples if none runs."""

import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cli.local import docker_bridge
from cli.local.deployment import LocalDeployment, deploy
from cli.local.emulator import Emulator, EmulatorUnreachable, is_moto
from cli.local.initial_rates import load_bundled_rates
from cli.local.samples import load_articles
from cli.local.stack import ROOT
from cli.local_client import bypass_proxies
from cli.options import PORT

BUILD = ROOT / ".aws-sam" / "build"

_INTEL = ("x86_64", "AMD64")


class NotBuilt(Exception):
    """`sam build` has not run."""


def invoke_in_container(name: str, event: Path | None, flags: Sequence[str]) -> int:
    """Run `sam local invoke`. Its output is that of the command. Returns the exit code.

    Raises `NotBuilt`, `DockerUnavailable` and `PortTaken`.
    """
    if not (BUILD / "template.yaml").exists():
        raise NotBuilt("nothing is built; run `make build` first")
    environ = dict(os.environ)
    with _emulator():
        given = ["--event", str(event)] if event else []
        command = [str(ROOT / "scripts" / "sam"), "local", "invoke", name, *given, *_choose_architecture(flags), *flags]
        return subprocess.run(command, check=False, cwd=ROOT, env=_credentials(environ)).returncode


@contextmanager
def _emulator() -> Iterator[None]:
    """The emulator of a running `gazette dev --containers`, else a new one with the samples."""
    address = docker_bridge.find_address()
    bypass_proxies(address)
    endpoint = f"http://{address}:{docker_bridge.PORT}"
    if _runs(endpoint):
        print(f"The function uses the emulator at {endpoint}, with the data there.", file=sys.stderr)
        yield
        return
    with Emulator(listener=docker_bridge.listen()) as emulator:
        local = deploy(emulator, PORT, {})
        _load_samples(local)
        print(f"The function uses an emulator at {endpoint} with the sample content.", file=sys.stderr)
        yield


def _runs(endpoint: str) -> bool:
    try:
        return is_moto(endpoint)
    except EmulatorUnreachable:
        return False


def _load_samples(local: LocalDeployment) -> None:
    now = datetime.now(UTC)
    load_articles(now)
    local.functions["IndexFunction"].invoke({"maintenance": True})
    for source in local.sources:
        load_bundled_rates(source, now)


def _choose_architecture(flags: Sequence[str]) -> list[str]:
    """The flag for what is built, unless it is given. The template's default is arm64."""
    built = "x86_64" if any(BUILD.glob("DependenciesLayer/python/*/*x86_64*.so")) else "arm64"
    if (built == "x86_64") != (platform.machine() in _INTEL):
        other = "arm64" if built == "x86_64" else "x86_64"
        print(
            f"The build is for {built}, and this machine is not. If the container does not start, run "
            f"`make build ARCHITECTURE={other}` first.",
            file=sys.stderr,
        )
    return [] if "--parameter-overrides" in flags else ["--parameter-overrides", f"Architecture={built}"]


def _credentials(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for SAM, which passes credentials on to the container: those work nowhere else."""
    kept = {name: value for name, value in environ.items() if not name.startswith("AWS_")}
    return {**kept, "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
