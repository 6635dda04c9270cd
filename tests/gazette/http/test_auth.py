"""Who is asking, from the claims that the gateway passes."""

import pytest

from gazette.errors import Forbidden, Malformed, Unauthenticated, VersionRequired
from gazette.http.auth import authenticate, expected_version
from tests.conftest import http_event


def test_groups_arrive_as_one_text_in_brackets():
    someone = authenticate(http_event("GET /v1/editorial/me", groups=["editor", "admin"]))
    assert someone.groups == {"editor", "admin"}
    assert someone.id == "7d8f4c1e-0000-4000-8000-000000000001"
    assert someone.name == "Aziza Karimova"


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Aziza Karimova", "email": "aziza@gazette.example", "cognito:username": "u-1"}, "Aziza Karimova"),
        ({"email": "aziza@gazette.example", "cognito:username": "u-1"}, "aziza@gazette.example"),
        ({"name": "", "username": "u-1"}, "u-1"),
        ({"cognito:username": "u-1"}, "u-1"),
        ({}, "s-1"),
    ],
)
def test_somebody_is_called_by_the_most_readable_name_that_the_token_has(claims, name):
    event = http_event("GET /v1/editorial/me", groups=["editor"])
    event["requestContext"]["authorizer"]["jwt"]["claims"] = {"sub": "s-1", **claims}
    assert authenticate(event).name == name


def test_without_claims_nobody_is_asking():
    with pytest.raises(Unauthenticated):
        authenticate(http_event("GET /v1/editorial/me"))


@pytest.mark.parametrize(
    ("groups", "allowed"),
    [
        ([], []),
        (["author"], ["author"]),
        (["editor"], ["author", "editor"]),
        (["admin"], ["author", "editor", "admin"]),
    ],
)
def test_each_group_includes_what_stands_before_it(groups, allowed):
    someone = authenticate(http_event("GET /v1/editorial/me", groups=groups))
    assert [group for group in ("author", "editor", "admin") if someone.may(group)] == allowed


def test_a_foreign_group_allows_nothing():
    with pytest.raises(Forbidden):
        authenticate(http_event("GET /v1/editorial/me", groups=["visitors"])).require("author")


def test_a_comma_in_the_name_of_a_group_parts_nothing():
    someone = authenticate(http_event("GET /v1/editorial/me", groups=["x,admin", "author"]))
    assert someone.groups == {"x,admin", "author"}
    assert not someone.may("admin")


@pytest.mark.parametrize("header", ['"%s"' % ("9" * 4400), '"%s"' % ("9" * 19), '"٧"', '"-1"'])
def test_if_match_names_a_number_that_can_be_one(header):
    with pytest.raises(Malformed):
        expected_version(header)


@pytest.mark.parametrize(("header", "version"), [('"7"', 7), ('W/"7"', 7), ("7", 7)])
def test_if_match_names_a_version(header, version):
    assert expected_version(header) == version


def test_if_match_must_be_there():
    with pytest.raises(VersionRequired):
        expected_version(None)


def test_any_version_is_taken_only_where_it_is_allowed():
    assert expected_version("*", any_allowed=True) is None
    with pytest.raises(Malformed):
        expected_version("*")
