"""Members of staff, over events of the Staff function."""

import json
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from functions.staff import handler as staff
from gazette.staff.commands import StaffCommands
from gazette.staff.lock import StaffLock
from gazette.staff.user_pool import UserPool
from tests.support.aws import moto_backend
from tests.support.dynamodb_faults import RawBody
from tests.support.events import http_event
from tests.support.staff import ADMIN, AUTHOR, add_member, list_calls, user_pool

__all__ = ["user_pool"]

STAFF, MEMBER = "/v1/editorial/staff", "/v1/editorial/staff/{id}"
DILNOZA = {"email": "dilnoza@news.example", "name": "Dilnoza Yusupova", "group": "editor"}
UNKNOWN = "7d8f4c1e-0000-4000-8000-00000000000f"

Call = Callable[..., tuple[int, Any, dict[str, str]]]
pytestmark = pytest.mark.usefixtures("user_pool")


@pytest.fixture
def call(context: Any) -> Call:
    def call(route: str, *, groups: tuple[str, ...] = ("admin",), **parts: Any) -> tuple[int, Any, dict[str, str]]:
        if "id" in parts:
            parts["params"] = {"id": parts.pop("id")}
        answer = staff.handler(http_event(route, groups=groups, **parts), context)
        body = json.loads(answer["body"]) if answer.get("body") else None
        return answer["statusCode"], body, {name.lower(): value for name, value in answer["headers"].items()}

    return call


@pytest.fixture
def cognito(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The client of the function, for one test, so that its hooks end with the test."""
    cognito: Any = boto3.client("cognito-idp")
    pool = UserPool(cognito, os.environ["SIGN_IN_POOL"])
    lock = StaffLock(boto3.client("dynamodb"), os.environ["IDEMPOTENCY_TABLE"])
    monkeypatch.setattr(staff, "commands", StaffCommands(pool, lock))
    return cognito


def answer_with(cognito: Any, operation: str, code: str, *, sent: bool = False, times: int = 100) -> None:
    """Cognito answers with an error, and does nothing; if `sent`, it has done what was asked."""
    body = json.dumps({"__type": code, "message": "refused"}).encode()
    left = [1] * times

    def answer(request: Any, **_: Any) -> AWSResponse | None:
        if not left:
            return None
        left.pop()
        if sent:
            boto3.client("cognito-idp")._make_api_call(operation, json.loads(request.body))
        return AWSResponse(request.url, 400, {"content-type": "application/x-amz-json-1.1"}, RawBody(body))

    cognito.meta.events.register(f"before-send.cognito-idp.{operation}", answer)


def list_ids(call: Call) -> set[str]:
    return {member["id"] for member in call(f"GET {STAFF}")[1]["items"]}


# --- Invitations ------------------------------------------------------------------------------------------------------


def test_a_member_is_invited_by_mail(call: Call, cognito: Any) -> None:
    sent: list[dict[str, Any]] = []
    cognito.meta.events.register(
        "provide-client-params.cognito-idp.AdminCreateUser", lambda params, **_: sent.append(params)
    )
    status, member, headers = call(f"POST {STAFF}", body=DILNOZA)
    assert status == 201, member
    assert headers["location"] == f"{STAFF}/{member['id']}"
    assert headers["cache-control"] == "private, no-store"
    assert {name: member[name] for name in ("email", "name", "groups", "status")} == {
        "email": "dilnoza@news.example",
        "name": "Dilnoza Yusupova",
        "groups": ["editor"],
        "status": "invited",
    }
    assert call(f"GET {MEMBER}", id=member["id"])[1] == member
    assert call(f"POST {STAFF}", body={**DILNOZA, "email": "Dilnoza@News.example"})[0] == 409
    assert sent[0]["DesiredDeliveryMediums"] == ["EMAIL"]
    assert "MessageAction" not in sent[0], "the pool mails the invitation"
    assert {"Name": "email_verified", "Value": "true"} in sent[0]["UserAttributes"]


def test_an_address_that_is_taken_is_a_conflict(call: Call) -> None:
    first = call(f"POST {STAFF}", body=DILNOZA)[1]
    status, problem, _ = call(f"POST {STAFF}", body={**DILNOZA, "name": "Another", "group": "admin"})
    assert (status, problem["type"], problem["member"]) == (409, "urn:gazette:problem:address-taken", first["id"])
    assert call(f"GET {MEMBER}", id=first["id"])[1] == first


def test_a_repeated_key_gets_the_first_answer(call: Call) -> None:
    headers = {"idempotency-key": "invite-1"}
    first, second = (call(f"POST {STAFF}", body=DILNOZA, headers=headers) for _ in range(2))
    assert first[0] == second[0] == 201
    assert first[1] == second[1]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"email": "dilnoza"}, "#/email"),
        ({"email": "Dilnoza <d@news.example>"}, "#/email"),
        ({"email": "d@news"}, "#/email"),
        ({"email": f"{'d' * 250}@news.example"}, "#/email"),
        ({"email": "дилноза@news.example"}, "#/email"),
        ({"email": None}, "#/email"),
        ({"name": " "}, "#/name"),
        ({"name": "x" * 201}, "#/name"),
        ({"name": "a\nb"}, "#/name"),
        ({"group": "owner"}, "#/group"),
        ({"group": None}, "#/group"),
        ({"password": "secret"}, "#/password"),
    ],
)
def test_a_wrong_invitation_is_refused_where_it_is_wrong(call: Call, change: Any, pointer: str) -> None:
    status, problem, _ = call(f"POST {STAFF}", body={**DILNOZA, **change})
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)
    assert len(list_ids(call)) == 2


def test_an_address_that_the_pool_refuses_is_invalid(call: Call, cognito: Any) -> None:
    answer_with(cognito, "AdminCreateUser", "InvalidParameterException")
    status, problem, _ = call(f"POST {STAFF}", body=DILNOZA)
    assert (status, problem["errors"][0]["pointer"]) == (422, "#/email")


@pytest.mark.parametrize("code", ["CodeDeliveryFailureException", "LimitExceededException"])
def test_an_invitation_that_is_not_mailed_leaves_no_account(call: Call, cognito: Any, code: str) -> None:
    answer_with(cognito, "AdminCreateUser", code, sent=True, times=1)
    status, problem, headers = call(f"POST {STAFF}", body=DILNOZA)
    assert (status, problem["type"]) == (503, "urn:gazette:problem:invitation-not-sent")
    assert headers["retry-after"] == "3600"
    assert len(list_ids(call)) == 2
    assert call(f"POST {STAFF}", body=DILNOZA)[0] == 201


def test_an_invitation_that_ended_half_way_is_finished_by_a_repetition(call: Call, cognito: Any) -> None:
    answer_with(cognito, "AdminAddUserToGroup", "TooManyRequestsException", times=1)
    status, _, headers = call(f"POST {STAFF}", body={**DILNOZA, "name": "Dilnoz"})
    assert (status, headers["retry-after"]) == (503, "1")
    [unfinished] = [one for one in call(f"GET {STAFF}")[1]["items"] if not one["groups"]]
    status, member, _ = call(f"POST {STAFF}", body=DILNOZA)
    assert (status, member["id"], member["groups"]) == (201, unfinished["id"], ["editor"])
    assert member["name"] == "Dilnoza Yusupova"


def test_a_lost_answer_makes_no_conflict_and_no_second_invitation(call: Call, cognito: Any) -> None:
    """The SDK sends the call again, and the pool says that the address is taken: by this invitation."""
    lost: list[int] = []

    def lose(attempts: int, **_: Any) -> int | None:
        if attempts > 1 or lost:
            return None
        lost.append(1)
        return 0

    cognito.meta.events.register_first("needs-retry.cognito-idp.AdminCreateUser", lose)
    status, member, _ = call(f"POST {STAFF}", body=DILNOZA)
    assert (status, member["groups"], lost) == (201, ["editor"], [1])
    assert len(list_ids(call)) == 3


# --- The list ---------------------------------------------------------------------------------------------------------


def test_members_are_listed_page_by_page_the_latest_first(call: Call) -> None:
    for number in range(3):
        call(f"POST {STAFF}", body={**DILNOZA, "email": f"d{number}@news.example"})
    everyone = call(f"GET {STAFF}", query="limit=100")[1]["items"]
    seen, query = [], "limit=2"
    while query:
        _, page, headers = call(f"GET {STAFF}", query=query)
        assert ("link" in headers) == (page["next"] is not None)
        seen += page["items"]
        query = page["next"] and f"limit=2&cursor={page['next']}"
    assert seen == everyone
    positions = [(member["created_at"], member["id"]) for member in seen]
    assert positions == sorted(positions, reverse=True)
    assert len(seen) == 5
    assert call(f"GET {STAFF}", query="cursor=abc")[0] == 400


def test_a_large_newsroom_is_read_in_pages_of_the_pool(call: Call, user_pool: UserPool) -> None:
    for number in range(61):
        add_member(f"a{number}@news.example", "author", active=False)
    items = call(f"GET {STAFF}", query="limit=100")[1]["items"]
    assert len(items) == 63
    assert sum(member["groups"] == ["author"] for member in items) == 62


def test_a_cursor_has_no_personal_data(call: Call, user_pool: UserPool) -> None:
    for member in user_pool.list_members():
        assert member.email not in member.position
        assert "Aziza" not in member.position


@pytest.mark.parametrize(
    ("status", "shown", "enabled"),
    [
        ("FORCE_CHANGE_PASSWORD", "invited", True),
        ("CONFIRMED", "active", True),
        ("RESET_REQUIRED", "reset", True),
        ("CONFIRMED", "disabled", False),
    ],
)
def test_the_status_of_an_account(call: Call, status: str, shown: str, enabled: bool) -> None:
    user = moto_backend("cognito-idp").user_pools[os.environ["SIGN_IN_POOL"]].users[AUTHOR]
    user.status, user.enabled = status, enabled
    assert call(f"GET {MEMBER}", id=AUTHOR)[1]["status"] == shown
    assert shown in [member["status"] for member in call(f"GET {STAFF}")[1]["items"]]


# --- Changes ----------------------------------------------------------------------------------------------------------


def test_a_group_replaces_the_former_ones(call: Call, user_pool: UserPool) -> None:
    user_pool.add_to_group(AUTHOR, "admin")
    status, member, _ = call(f"PATCH {MEMBER}", id=AUTHOR, body={"group": "editor"})
    assert (status, member["groups"], member["name"]) == (200, ["editor"], "Bobur Saidov")


def test_a_change_that_was_interrupted_leaves_a_group_and_is_finished_by_a_repetition(call: Call, cognito: Any) -> None:
    answer_with(cognito, "AdminRemoveUserFromGroup", "TooManyRequestsException", times=1)
    assert call(f"PATCH {MEMBER}", id=AUTHOR, body={"group": "editor"})[0] == 503
    assert call(f"GET {MEMBER}", id=AUTHOR)[1]["groups"] == ["author", "editor"]
    assert call(f"PATCH {MEMBER}", id=AUTHOR, body={"group": "editor"})[1]["groups"] == ["editor"]


def test_a_name_is_changed_and_the_group_stays(call: Call) -> None:
    status, member, _ = call(f"PATCH {MEMBER}", id=AUTHOR, body={"name": "Bobur Karimov"})
    assert (status, member["name"], member["groups"]) == (200, "Bobur Karimov", ["author"])
    assert call(f"PATCH {MEMBER}", id=ADMIN, body={"name": "Aziza K."})[1]["name"] == "Aziza K."
    assert call(f"PATCH {MEMBER}", id=ADMIN, body={})[1]["groups"] == ["admin"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"group": None}, "#/group"), ({"name": ""}, "#/name"), ({"email": "b@news.example"}, "#/email")],
)
def test_a_wrong_change_is_refused_where_it_is_wrong(call: Call, body: Any, pointer: str) -> None:
    status, problem, _ = call(f"PATCH {MEMBER}", id=AUTHOR, body=body)
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


def test_a_removed_member_is_signed_out_and_the_address_is_free(call: Call, cognito: Any) -> None:
    calls = list_calls(cognito)
    assert call(f"DELETE {MEMBER}", id=AUTHOR)[:2] == (204, None)
    assert [name for name in calls if name in ("AdminUserGlobalSignOut", "AdminDeleteUser")] == [
        "AdminUserGlobalSignOut",
        "AdminDeleteUser",
    ]
    assert call(f"DELETE {MEMBER}", id=AUTHOR)[0] == 404
    status, member, _ = call(f"POST {STAFF}", body={**DILNOZA, "email": "bobur@news.example"})
    assert status == 201
    assert member["id"] != AUTHOR


@pytest.mark.parametrize("id", [UNKNOWN, "x", "bobur@news.example", "x" * 500])
def test_an_unknown_member_is_404_and_an_address_is_no_id(call: Call, id: str) -> None:
    change = {"body": {"group": "admin"}}
    for route, parts in ((f"GET {MEMBER}", {}), (f"PATCH {MEMBER}", change), (f"DELETE {MEMBER}", {})):
        status, problem, _ = call(route, id=id, **parts)
        assert (route, status, problem["type"]) == (route, 404, "urn:gazette:problem:member-not-found")


# --- An admin remains -------------------------------------------------------------------------------------------------


def test_nobody_removes_or_demotes_themselves(call: Call) -> None:
    """So the last admin stays. With a second one, each of them may do it to the other."""
    for second in (None, "second@news.example"):
        if second:
            add_member(second, "admin")
        for route, parts in ((f"PATCH {MEMBER}", {"body": {"group": "editor"}}), (f"DELETE {MEMBER}", {})):
            status, problem, _ = call(route, id=ADMIN, **parts)
            assert (route, status, problem["type"]) == (route, 409, "urn:gazette:problem:own-account")
    assert call(f"PATCH {MEMBER}", id=ADMIN, body={"group": "admin"})[0] == 200, "nothing changes"


def test_a_token_outlives_the_rights_of_an_admin_but_does_nothing(call: Call, user_pool: UserPool) -> None:
    second = add_member("second@news.example", "admin")
    assert call(f"PATCH {MEMBER}", id=second, body={"group": "author"})[0] == 200
    changes: list[tuple[str, dict[str, Any]]] = [
        (f"POST {STAFF}", {"body": {**DILNOZA, "group": "admin"}}),
        (f"PATCH {MEMBER}", {"id": second, "body": {"group": "admin"}}),
        (f"DELETE {MEMBER}", {"id": ADMIN}),
    ]
    for route, parts in changes:
        assert call(route, sub=second, **parts)[0] == 403, route
    user_pool.delete(second)
    for route, parts in changes:
        assert call(route, sub=second, **parts)[0] == 403, route
    assert [member.id for member in user_pool.list_members() if "admin" in member.groups] == [ADMIN]


def test_a_disabled_admin_does_nothing(call: Call, cognito: Any) -> None:
    cognito.admin_disable_user(UserPoolId=os.environ["SIGN_IN_POOL"], Username=ADMIN)
    assert call(f"DELETE {MEMBER}", id=AUTHOR)[0] == 403


def test_of_admins_who_remove_each_other_at_the_same_moment_one_stays(
    call: Call, user_pool: UserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gazette.dynamodb.retry.TRIES", 20)
    for round in range(5):
        second = add_member(f"second{round}@news.example", "admin")
        pairs = [(ADMIN, second), (second, ADMIN)]
        with ThreadPoolExecutor(2) as pool:
            statuses = list(pool.map(lambda pair: call(f"DELETE {MEMBER}", sub=pair[0], id=pair[1])[0], pairs))
        left = [member.id for member in user_pool.list_members() if "admin" in member.groups]
        assert sorted(statuses) == [204, 403], statuses
        [winner] = left
        assert winner == pairs[statuses.index(204)][0]
        if winner != ADMIN:
            user_pool.delete(winner)
            add_member("aziza@news.example", "admin", id=ADMIN)


def test_an_admin_who_is_demoted_between_check_and_removal_waits_for_it(call: Call, cognito: Any) -> None:
    """The second request begins after the checks of the first: the lock refuses it."""
    second = add_member("second@news.example", "admin")
    answers: list[int] = []

    def overtake(**_: Any) -> None:
        if not answers:
            answers.append(0)
            answers.append(call(f"DELETE {MEMBER}", sub=second, id=ADMIN)[0])

    cognito.meta.events.register("before-call.cognito-idp.AdminUserGlobalSignOut", overtake)
    assert call(f"DELETE {MEMBER}", id=second)[0] == 204
    assert answers == [0, 503]
    assert ADMIN in list_ids(call)


def test_a_lock_that_was_left_behind_ends(call: Call, monkeypatch: pytest.MonkeyPatch, dynamodb: Any) -> None:
    now = int(staff.times.now().timestamp())
    item = {"id": {"S": "lock/staff"}, "holder": {"S": "killed"}, "until": {"N": str(now - 1)}}
    dynamodb.put_item(TableName=os.environ["IDEMPOTENCY_TABLE"], Item=item)
    assert call(f"POST {STAFF}", body=DILNOZA)[0] == 201
    assert dynamodb.scan(TableName=os.environ["IDEMPOTENCY_TABLE"])["Items"] == []


# --- Errors and rights ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation", "route", "parts"),
    [
        ("ListUsers", f"GET {STAFF}", {}),
        ("AdminGetUser", f"GET {MEMBER}", {"id": AUTHOR}),
        ("AdminCreateUser", f"POST {STAFF}", {"body": DILNOZA}),
        ("AdminAddUserToGroup", f"PATCH {MEMBER}", {"id": AUTHOR, "body": {"group": "editor"}}),
        ("AdminDeleteUser", f"DELETE {MEMBER}", {"id": AUTHOR}),
    ],
)
def test_a_busy_pool_is_503(call: Call, cognito: Any, operation: str, route: str, parts: Any) -> None:
    answer_with(cognito, operation, "TooManyRequestsException")
    status, problem, headers = call(route, **parts)
    assert (status, headers["retry-after"]) == (503, "1"), problem


def test_each_route_needs_an_admin(call: Call) -> None:
    for route, parts in (
        (f"GET {STAFF}", {}),
        (f"POST {STAFF}", {"body": DILNOZA}),
        (f"GET {MEMBER}", {"id": AUTHOR}),
        (f"PATCH {MEMBER}", {"id": AUTHOR, "body": {"group": "editor"}}),
        (f"DELETE {MEMBER}", {"id": AUTHOR}),
    ):
        for group in ("reader", "author", "editor"):
            assert call(route, groups=(group,), **parts)[0] == 403, (route, group)
    assert list_ids(call) == {ADMIN, AUTHOR}


def test_no_log_line_has_a_name_or_an_address(call: Call, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="gazette"):
        member = call(f"POST {STAFF}", body=DILNOZA)[1]
        call(f"POST {STAFF}", body=DILNOZA)
        call(f"PATCH {MEMBER}", id=member["id"], body={"group": "admin", "name": "Dilnoza K."})
        call(f"DELETE {MEMBER}", id=member["id"])
    logged = str([vars(record) for record in caplog.records])
    assert member["id"] in logged
    for text in ("dilnoza@", "Dilnoza"):
        assert text not in logged
