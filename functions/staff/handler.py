"""Members of staff, for admins: invite, list, change, remove."""

import gazette.gc_tuning

import os
from datetime import datetime
from typing import Annotated, Any, TypedDict

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from ulid import ULID

from gazette import times
from gazette.aws.clients import client
from gazette.cursors import decode, encode
from gazette.http.auth import Principal
from gazette.http.idempotency import IdempotencyMiddleware
from gazette.http.resolver import build_handler, build_resolver, page_response, require_group, staff_response
from gazette.http.staff_parameters import VALUE, Cursor, IdempotencyKey, Limit
from gazette.observability import logger
from gazette.settings import Settings
from gazette.staff.commands import StaffCommands
from gazette.staff.lock import StaffLock
from gazette.staff.model import Member, MemberPage
from gazette.staff.requests import Invitation, MemberChanges
from gazette.staff.user_pool import UserPool

settings = Settings(os.environ)
commands = StaffCommands(
    UserPool(client("cognito-idp"), settings.require("SIGN_IN_POOL")),
    StaffLock(client("dynamodb"), settings.table("idempotency")),
)
idempotent = IdempotencyMiddleware(settings.table("idempotency"), client("dynamodb"))

app = build_resolver()

MemberId = Annotated[str, Path(description="The member's id (a UUID)", json_schema_extra={VALUE: "MemberId"})]

INVITED: dict[int, Any] = {
    201: {"description": "The new member", "content": {"application/json": {"model": Member}}},
    409: {"description": "A member of staff has this address"},
}
CHANGED: dict[int, Any] = {
    200: {"description": "The member", "content": {"application/json": {"model": Member}}},
    409: {"description": "Nobody changes their own group"},
}
REMOVED: dict[int, Any] = {
    204: {"description": "The member is removed"},
    409: {"description": "Nobody removes themselves"},
}


class Stamp(TypedDict):
    """The person, the moment and the id of a write: keyword arguments of every command."""

    by: str
    at: datetime
    write_id: str


@app.get("/v1/editorial/staff", summary="List the members of staff")
def list(limit: Limit = 20, cursor: Cursor = None) -> Response[MemberPage]:
    """The latest first. A member without a group may do nothing: repeat the invitation, or remove the member."""
    require_group(app, "admin")
    after = decode("staff", cursor) if cursor else None
    members, last = commands.list_members(limit=limit, after=after)
    return page_response(app, MemberPage(items=members, next=encode("staff", last) if last else None))


@app.post("/v1/editorial/staff", summary="Invite a member of staff", responses=INVITED, middlewares=[idempotent])
def invite(invitation: Invitation, idempotency_key: IdempotencyKey = None) -> Response[Member]:
    """Mails a temporary password, which is valid for a week. Later, remove the member and invite again."""
    stamp = build_stamp(require_group(app, "admin"))
    member = commands.invite(invitation, **stamp)
    log("member invited", member.id, stamp, group=invitation.group)
    return staff_response(member, 201, location=f"/v1/editorial/staff/{member.id}")


@app.get("/v1/editorial/staff/<id>", summary="Read a member of staff")
def read(id: MemberId) -> Response[Member]:
    require_group(app, "admin")
    return staff_response(commands.get(id))


@app.patch("/v1/editorial/staff/<id>", summary="Change the name or the group of a member of staff", responses=CHANGED)
def change(id: MemberId, changes: MemberChanges) -> Response[Member]:
    """A JSON merge patch (RFC 7396). Tokens that the member has already show the former name and group for up to an
    hour."""
    stamp = build_stamp(require_group(app, "admin"))
    member = commands.change(id, changes, **stamp)
    log("member changed", member.id, stamp, **changes.model_dump(include={"group"}, exclude_unset=True))
    return staff_response(member)


@app.delete("/v1/editorial/staff/<id>", summary="Remove a member of staff", responses=REMOVED)
def remove(id: MemberId) -> Response[None]:
    """The address is free for another invitation. Sessions end; a token that was given out is accepted for up to an
    hour more. Articles keep the name."""
    stamp = build_stamp(require_group(app, "admin"))
    commands.remove(id, **stamp)
    log("member removed", id, stamp)
    return staff_response(None, 204)


def build_stamp(staff: Principal) -> Stamp:
    return Stamp(by=staff.id, at=times.now(), write_id=str(ULID()))


def log(message: str, member: str, stamp: Stamp, **fields: str) -> None:
    logger.info(message, extra={"member": member, "by": stamp["by"], **fields})


handler = build_handler(app)
gazette.gc_tuning.finish_startup()
