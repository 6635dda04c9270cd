"""The tables: keys in domain words, and what happens to them when something goes wrong."""

import pytest

KEYS = {
    "Drafts": ("id", "part"),
    "Articles": ("address",),
    "Listings": ("listing", "position"),
    "Taxonomy": ("kind", "slug"),
    "Rates": ("series", "date"),
    "Subscribers": ("subscriber", "part"),
    "Media": ("id", "part"),
    "Jobs": ("id",),
    "Idempotency": ("id",),
}
INDEXES = {
    ("Drafts", "ByStatus"): ("status", "changed"),
    ("Drafts", "Due"): ("due", "due_at"),
    ("Subscribers", "Segments"): ("segment", "subscriber"),
    ("Subscribers", "Due"): ("due", "due_at"),
    ("Jobs", "Due"): ("due", "due_at"),
    ("Jobs", "Listed"): ("listed", "created_at"),
    ("Media", "ByStatus"): ("status", "changed"),
    ("Media", "Due"): ("due", "due_at"),
}
# Replayed answers live a day. Views and cards are rendered, but former slugs, notes and pins stand nowhere else.
REBUILT = {"Idempotency"}


@pytest.fixture
def tables(stack):
    return {
        logical_id.removesuffix("Table"): properties for logical_id, properties in stack.of_type("AWS::DynamoDB::Table")
    }


def keys(schema):
    return tuple(key["AttributeName"] for key in schema)


def test_tables_and_their_keys(tables):
    assert {noun: keys(table["KeySchema"]) for noun, table in tables.items()} == KEYS


def test_indexes_and_their_keys(tables):
    assert {
        (noun, index["IndexName"]): keys(index["KeySchema"])
        for noun, table in tables.items()
        for index in table.get("GlobalSecondaryIndexes", [])
    } == INDEXES


def test_an_index_copies_keys_unless_a_list_is_read_from_it(tables):
    projections = {
        index["IndexName"]: index["Projection"]["ProjectionType"]
        for table in tables.values()
        for index in table.get("GlobalSecondaryIndexes", [])
    }
    assert projections == {"ByStatus": "INCLUDE", "Due": "KEYS_ONLY", "Listed": "ALL", "Segments": "KEYS_ONLY"}


def test_only_tables_with_readers_have_a_stream(tables):
    assert {
        noun: table["StreamSpecification"]["StreamViewType"]
        for noun, table in tables.items()
        if "StreamSpecification" in table
    } == {"Articles": "NEW_AND_OLD_IMAGES", "Subscribers": "NEW_IMAGE"}


def test_what_expires(tables):
    assert {
        noun: table["TimeToLiveSpecification"]["AttributeName"]
        for noun, table in tables.items()
        if table.get("TimeToLiveSpecification", {}).get("Enabled")
    } == {
        "Drafts": "expires_at",
        "Listings": "expires_at",
        "Subscribers": "expires_at",
        "Jobs": "expires_at",
        "Idempotency": "expiration",
    }


def test_what_cannot_be_rebuilt_can_be_restored(tables):
    recoverable = {
        noun
        for noun, table in tables.items()
        if table.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled")
    }
    assert recoverable == set(KEYS) - REBUILT


def test_a_table_outlives_its_stack_and_refuses_to_be_deleted(stack, tables):
    for noun in set(KEYS) - {"Idempotency"}:
        resource = stack.template["Resources"][f"{noun}Table"]
        assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain", noun
        assert tables[noun]["DeletionProtectionEnabled"] == "true", noun


def test_tables_have_no_name_of_their_own(tables):
    """A named table cannot be replaced by an update, and two stacks could not live in one account."""
    assert [noun for noun, table in tables.items() if "TableName" in table] == []
