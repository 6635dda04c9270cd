"""The routes under `/_dev`: state of the local server, its outbox, invocation of functions, sample content."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import boto3
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cli.local.deployment import LocalDeployment
from cli.local.dev_pages import refuse_other_origins, render_page
from cli.local.events.async_invocation import create_async_invokers
from cli.local.functions import FunctionFailed

_KINDS = {"Table": "DynamoDB::Table", "Bucket": "S3::Bucket", "Queue": "SQS::Queue", "User pool": "Cognito::UserPool"}
_NAMED = ("DynamoDB::Table", "S3::Bucket", "SQS::Queue")
"""Types of the resources whose physical names other commands need."""


class DevRoutes:
    """Handlers of `/_dev`."""

    def __init__(self, local: LocalDeployment) -> None:
        self._local = local

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/", self.index),
            Route("/health", self.health),
            Route("/functions", self.functions),
            Route("/outbox", self.outbox),
            Route("/invoke/{id}", self.invoke, methods=["POST"]),
            Route("/seed", self.seed, methods=["POST"]),
        ]

    async def index(self, request: Request) -> Response:
        stack = self._local.stack
        resources = {
            kind: [stack.physical(logical_id) for logical_id, _ in stack.of_type(f"AWS::{type_}")]
            for kind, type_ in _KINDS.items()
        }
        functions = [
            {**function, "addresses": _group_by_path(function["routes"])} for function in self._describe_functions()
        ]
        return render_page("index.html", local=self._local, functions=functions, resources=resources)

    async def health(self, request: Request) -> Response:
        """Includes what other commands need to sign in and to find the resources."""
        stack = self._local.stack
        return JSONResponse(
            {
                "status": "ok",
                "stack": stack.name,
                "endpoint": self._local.emulator.endpoint,
                "dynamodb": self._local.emulator.external or self._local.emulator.endpoint,
                "region": stack.region,
                "user_pool": stack.physical("UserPool"),
                "client": stack.physical("UserPoolClient"),
                "names": {name: stack.physical(name) for kind in _NAMED for name, _ in stack.of_type(f"AWS::{kind}")},
                "parameters": stack.parameters,
            }
        )

    async def functions(self, request: Request) -> Response:
        return JSONResponse(self._describe_functions())

    async def outbox(self, request: Request) -> Response:
        messages = await asyncio.to_thread(self._local.outbox.messages, datetime.now(UTC))
        if "text/html" in request.headers.get("accept", ""):
            return render_page("outbox.html", messages=messages)
        return JSONResponse(messages)

    async def invoke(self, request: Request) -> Response:
        """200 with the function's result, 502 with its error. With `?type=Event`, as Lambda's invocation type of that
        name, the function runs asynchronously and the status is 202."""
        refuse_other_origins(request)
        function = self._local.functions.get(request.path_params["id"])
        if function is None:
            names = ", ".join(self._local.functions)
            return JSONResponse({"errorMessage": f"The template has no such function. It has: {names}"}, 404)
        try:
            event = await request.json() if await request.body() else {}
        except ValueError as error:
            return JSONResponse({"errorMessage": f"The event is not JSON: {error}"}, 400)
        if request.query_params.get("type") == "Event":
            invokers = create_async_invokers(self._local.stack, self._local.functions, boto3.client("sqs"))
            invokers[function.arn].start(event)
            return JSONResponse(None, 202)
        try:
            return JSONResponse(await asyncio.wrap_future(function.start(event)))
        except FunctionFailed as failure:
            return JSONResponse(failure.report, 502)

    async def seed(self, request: Request) -> Response:
        """Load the sample content. The answer is a list of lines for the user."""
        refuse_other_origins(request)
        # Imported late: an empty start saves a second.
        from cli.local.samples import load_samples

        return JSONResponse(await asyncio.to_thread(load_samples, datetime.now(UTC), sources=self._local.sources))

    def _describe_functions(self) -> list[dict[str, Any]]:
        return [
            {
                "id": function.logical_id,
                "module": function.module,
                "timeout": function.timeout,
                "memory": function.memory,
                "routes": [route.key for route in self._local.routes if route.function == function.logical_id],
                "triggers": self._list_triggers(function.logical_id),
            }
            for function in self._local.functions.values()
        ]

    def _list_triggers(self, logical_id: str) -> list[str]:
        """Event sources other than HTTP: streams and queues, and events of the template before its translation."""
        stack = self._local.stack
        events = stack.source["Resources"][logical_id]["Properties"].get("Events", {})
        mappings = [
            _describe_source(properties["EventSourceArn"])
            for _, properties in stack.of_type("AWS::Lambda::EventSourceMapping")
            if properties["FunctionName"] == stack.physical(logical_id)
        ]
        return mappings + [
            f"{event['Type']} {event['Properties'].get('ScheduleExpression', '')}".strip()
            for event in events.values()
            if event["Type"] != "HttpApi"
        ]


def _describe_source(arn: str) -> str:
    """The event source of a mapping: a stream of a table, or a queue."""
    return f"stream of {arn.split('/')[1]}" if ":dynamodb:" in arn else f"queue {arn.rpartition(':')[2]}"


def _group_by_path(routes: list[str]) -> list[str]:
    """One line for each path, with its methods."""
    methods: dict[str, list[str]] = {}
    for route in routes:
        method, _, path = route.rpartition(" ")
        methods.setdefault(path, []).append(method)
    return [f"{', '.join(names)} {path}".strip() for path, names in sorted(methods.items())]
