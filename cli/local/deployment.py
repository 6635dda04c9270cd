"""Deploys the template to an emulator: resources, environment, functions."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

import boto3

from cli.local import environment
from cli.local.api.routes import Routes
from cli.local.emulator import Emulator
from cli.local.functions import Function, create_functions
from cli.local.outbox import Outbox
from cli.local.resources import create_resources
from cli.local.stack import Stack, read_template
from cli.local.telegram.channels import Channels
from cli.local.telegram.token import put_token
from cli.secret_parameters import create_missing_parameters
from gazette.settings import Settings


@dataclass
class LocalDeployment:
    """What the local server runs behind HTTP. `sources` are the banks whose rates it loads at the start."""

    stack: Stack
    emulator: Emulator
    routes: Routes
    functions: dict[str, Function]
    port: int
    outbox: Outbox
    channels: Channels
    sources: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def deploy(emulator: Emulator, port: int, services: Mapping[str, str], region: str = "eu-central-1") -> LocalDeployment:
    """Create resources and functions on an emulator.

    `services` are addresses of external services by variable. The start loads no rates of a bank with such an address.
    """
    template = read_template()
    parameters = environment.choose_parameters(os.environ, template["Parameters"], port)
    stack = Stack(template, region=region, parameters=parameters)
    emulator.use(region)
    create_resources(stack)
    if emulator.keeper is not None:
        emulator.keeper.restore(region)
    environment.apply(stack, services, f"http://127.0.0.1:{port}")
    create_missing_parameters(boto3.client("ssm"), f"/{stack.name}/secrets")
    put_token(boto3.client("ssm"), stack.name, os.environ.get("TELEGRAM_TOKEN"))
    names = Settings(os.environ).telegram_channels.values()
    channels = Channels(names, emulator.keeper.journal if emulator.keeper else None)
    outbox = Outbox(stack.region, None if emulator.in_process else emulator.endpoint, channels)
    replaced = environment.find_replaced_banks(services)
    sources = tuple(source for source in Settings(os.environ).rate_sources if source not in replaced)
    return LocalDeployment(stack, emulator, Routes(stack), create_functions(stack), port, outbox, channels, sources)
