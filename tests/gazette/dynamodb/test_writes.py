"""Conditional writes, alone and together, against moto's server."""

import os

import pytest
from botocore.exceptions import ClientError

from gazette.dynamodb.commit import TRIES, ConditionFailed, commit, try_commit
from gazette.dynamodb.conditions import condition, if_absent, if_equal, if_present, if_version
from gazette.dynamodb.items import deserialize
from gazette.dynamodb.writes import check, delete, put, update
from gazette.errors import Unavailable

TABLE = os.environ["JOBS_TABLE"]


class Refusal(Exception):
    pass


def stored(dynamodb, id="a"):
    item = dynamodb.get_item(TableName=TABLE, Key={"id": {"S": id}}, ConsistentRead=True).get("Item")
    return deserialize(item) if item else None


class Failing:
    """A client whose writes fail with these errors, one after the other, and then reach the real one."""

    def __init__(self, dynamodb, *errors):
        self._dynamodb, self._errors, self.calls = dynamodb, list(errors), 0

    def __getattr__(self, operation):
        def call(**request):
            self.calls += 1
            if self._errors:
                raise self._errors.pop(0)
            return getattr(self._dynamodb, operation)(**request)

        return call


def error(code, *reasons):
    response = {"Error": {"Code": code}, "CancellationReasons": [{"Code": reason} for reason in reasons]}
    return ClientError(response, "Write")


def test_a_put_leaves_out_what_is_none(dynamodb):
    commit(dynamodb, [put(TABLE, {"id": "a", "version": 1, "note": None})])
    assert stored(dynamodb) == {"id": "a", "version": 1}


def test_names_may_be_reserved_words(dynamodb):
    commit(dynamodb, [update(TABLE, {"id": "a"}, "SET #data = :data, #size = :size", {"data": "x", "size": 2})])
    assert stored(dynamodb) == {"id": "a", "data": "x", "size": 2}


@pytest.mark.parametrize("together", [False, True])
def test_a_version_is_written_once(dynamodb, together):
    more = [put(TABLE, {"id": "beside"})] if together else []
    commit(dynamodb, [put(TABLE, {"id": "a", "version": 1}, if_version(0)), *more])
    commit(dynamodb, [put(TABLE, {"id": "a", "version": 2}, if_version(1)), *more])
    for stale in (if_version(0), if_version(1)):
        with pytest.raises(ConditionFailed):
            commit(dynamodb, [put(TABLE, {"id": "a", "version": 3}, stale), *more])
    assert stored(dynamodb)["version"] == 2


@pytest.mark.parametrize("together", [False, True])
def test_a_refusal_is_made_from_what_is_stored(dynamodb, together):
    commit(dynamodb, [put(TABLE, {"id": "a", "owner": "somebody"})])
    more = [put(TABLE, {"id": "beside"})] if together else []
    refused = put(TABLE, {"id": "a"}, if_absent("id"), refusal=lambda found: Refusal(found["owner"]))
    with pytest.raises(Refusal, match="somebody"):
        commit(dynamodb, [refused, *more])
    assert stored(dynamodb, "beside") is None


def test_the_first_refused_write_decides_and_all_are_named(dynamodb):
    absent = update(
        TABLE, {"id": "a"}, "SET #n = :n", {"n": 1}, if_present("id"), refusal=lambda found: Refusal(str(found))
    )
    writes = [put(TABLE, {"id": "beside"}), absent, check(TABLE, {"id": "b"}, if_present("id"))]
    assert [one.position for one in try_commit(dynamodb, writes)] == [1, 2]
    with pytest.raises(Refusal, match=r"\{\}"):
        commit(dynamodb, writes)
    assert stored(dynamodb, "beside") is None


def test_conditions_combine(dynamodb):
    commit(dynamodb, [put(TABLE, {"id": "a", "owner": "me", "until": 10})])
    mine_or_over = if_equal("owner", "you") | condition("#until <= :now", now=10)
    commit(dynamodb, [delete(TABLE, {"id": "a"}, if_present("id") & mine_or_over)])
    assert stored(dynamodb) is None


def test_a_commit_whose_answer_was_lost_is_known_again(dynamodb):
    first = put(TABLE, {"id": "a", "write_id": "w1"}, if_absent("id"), refusal=Refusal)
    commit(dynamodb, [first], write_id="w1")
    commit(dynamodb, [first], write_id="w1")
    with pytest.raises(Refusal):
        commit(dynamodb, [first], write_id="w2")


@pytest.mark.parametrize(
    ("together", "busy"),
    [
        (False, error("TransactionConflictException")),
        (True, error("TransactionInProgressException")),
        (True, error("TransactionCanceledException", "None", "TransactionConflict")),
    ],
)
def test_what_met_another_transaction_is_repeated(dynamodb, together, busy):
    writes = [put(TABLE, {"id": name}) for name in ("a", "b")[: 1 + together]]
    client = Failing(dynamodb, *[busy] * (TRIES - 1))
    commit(client, writes, sleep=lambda _: None)
    assert (client.calls, stored(dynamodb)) == (TRIES, {"id": "a"})
    with pytest.raises(Unavailable):
        commit(Failing(dynamodb, *[busy] * TRIES), writes, sleep=lambda _: None)


@pytest.mark.parametrize(
    ("together", "fatal"),
    [
        (False, error("ValidationException")),
        (True, error("ValidationException")),
        (True, error("TransactionCanceledException", "ValidationError", "None")),
    ],
)
def test_other_errors_pass(dynamodb, together, fatal):
    client = Failing(dynamodb, fatal)
    with pytest.raises(ClientError):
        commit(client, [put(TABLE, {"id": name}) for name in ("a", "b")[: 1 + together]])
    assert client.calls == 1
