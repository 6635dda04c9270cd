"""Checks a function's calls of AWS against its role. Emulators allow every call."""

from fnmatch import fnmatchcase

from botocore.client import BaseClient

from cli.local.stack import ACCOUNT
from gazette.aws.public.client import Client
from gazette.aws.public.objects import ObjectReader

WRITES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}


class Calls:
    """Records every call of the SDK and of the client of public reads."""

    def __init__(self, monkeypatch, region: str) -> None:
        self.region = region
        self.seen: list[tuple[str, str, dict]] = []
        self._spy(monkeypatch, BaseClient, "_make_api_call", lambda client: client.meta.service_model.service_name)
        self._spy(monkeypatch, Client, "start", lambda client: client.service)
        self._spy_on_objects(monkeypatch)

    def _spy(self, monkeypatch, owner, method, service) -> None:
        real = getattr(owner, method)

        def recorded(client, operation, request, *rest, **named):
            self.seen.append((service(client), operation, request))
            return real(client, operation, request, *rest, **named)

        monkeypatch.setattr(owner, method, recorded)

    def _spy_on_objects(self, monkeypatch) -> None:
        real = ObjectReader.read

        def recorded(reader, key, *rest, **named):
            self.seen.append(("s3", "GetObject", {"Bucket": reader._bucket, "Key": key}))
            return real(reader, key, *rest, **named)

        monkeypatch.setattr(ObjectReader, "read", recorded)

    def needs(self) -> set[tuple[str, str]]:
        """(action, resource) that each recorded call needs."""
        return {need for call in self.seen for need in self._of(*call)}

    def _of(self, service, operation, request):
        arn = f"arn:aws:{service}:{self.region}:{ACCOUNT}"
        match service, operation:
            case "dynamodb", "TransactWriteItems":
                for element in request["TransactItems"]:
                    [(kind, write)] = element.items()
                    yield f"dynamodb:{WRITES[kind]}", f"{arn}:table/{write['TableName']}"
            case "dynamodb", "BatchGetItem" | "BatchWriteItem":
                for table in request["RequestItems"]:
                    yield f"dynamodb:{operation}", f"{arn}:table/{table}"
            case "dynamodb", _:
                index = f"/index/{request['IndexName']}" if "IndexName" in request else ""
                yield f"dynamodb:{operation}", f"{arn}:table/{request['TableName']}{index}"
            case "ssm", "GetParameter" | "PutParameter" | "DeleteParameter":
                yield f"ssm:{operation}", f"{arn}:parameter{request['Name']}"
            case "ssm", "GetParameters":
                for name in request["Names"]:
                    yield "ssm:GetParameters", f"{arn}:parameter{name}"
            case "s3", "ListObjectsV2":
                yield "s3:ListBucket", f"arn:aws:s3:::{request['Bucket']}"
            case "s3", "HeadObject":
                yield "s3:GetObject", f"arn:aws:s3:::{request['Bucket']}/{request['Key']}"
            case "s3", "DeleteObjects":
                for element in request["Delete"]["Objects"]:
                    yield "s3:DeleteObject", f"arn:aws:s3:::{request['Bucket']}/{element['Key']}"
            case "s3", _:
                yield f"s3:{operation}", f"arn:aws:s3:::{request['Bucket']}/{request['Key']}"
            case "sesv2", "SendEmail":
                raw = "Raw" in request["Content"]
                yield (
                    "ses:SendRawEmail" if raw else "ses:SendEmail",
                    f"arn:aws:ses:{self.region}:{ACCOUNT}:identity/any",
                )
            case "events", "PutEvents":
                for entry in request["Entries"]:
                    yield "events:PutEvents", f"{arn}:event-bus/{entry['EventBusName']}"
            case "sesv2", "GetAccount":
                yield "ses:GetAccount", "any"
            case "sqs", "SendMessage" | "SendMessageBatch":
                yield "sqs:SendMessage", f"{arn}:{request['QueueUrl'].rpartition('/')[2]}"
            case "sqs", _:
                yield f"sqs:{operation}", f"{arn}:{request['QueueUrl'].rpartition('/')[2]}"
            case "lambda", _:
                yield f"lambda:{operation}", f"{arn}:event-source-mapping:{request['UUID']}"
            case "cognito-idp", _:
                yield f"{service}:{operation}", f"{arn}:userpool/{request['UserPoolId']}"
            case _:
                yield f"{service}:{operation}", "?"


def refused(needs: set[tuple[str, str]], statements: list[dict]) -> set[tuple[str, str]]:
    """The needs that no statement of a role allows."""

    def allowed(action: str, resource: str) -> bool:
        return any(
            action in statement["Action"] and any(fnmatchcase(resource, pattern) for pattern in statement["Resource"])
            for statement in statements
        )

    return {need for need in needs if not allowed(*need)}


def role(stack, logical_id: str) -> list[dict]:
    """Statements of a function's role, actions and resources as lists."""
    roles = dict(stack.of_type("AWS::IAM::Role"))
    attached = [
        policy
        for _, policy in stack.of_type("AWS::IAM::Policy")
        if stack.physical(f"{logical_id}Role") in policy["Roles"]
    ]
    documents = [p["PolicyDocument"] for p in [*roles[f"{logical_id}Role"].get("Policies", []), *attached]]
    return [
        {**statement, "Action": as_list(statement["Action"]), "Resource": as_list(statement["Resource"])}
        for document in documents
        for statement in document["Statement"]
    ]


def as_list(value):
    return value if isinstance(value, list) else [value]
