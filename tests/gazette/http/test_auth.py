"""The principal of a request, from the claims that the gateway passes."""

import pytest

from gazette.errors import Forbidden, Malformed, Unauthenticated, VersionRequired
from gazette.http.auth import authenticate, parse_if_match
from tests.support.events import http_event


def test_groups_arrive_as_one_text_in_brackets():
    principal = authenticate(http_event("GET /v1/editorial/me", groups=["editor", "admin"]))
    assert principal.groups == {"editor", "admin"}
    assert principal.id == "7d8f4c1e-0000-4000-8000-000000000001"
    assert principal.name == "Aziza Karimova"


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
def test_the_name_is_the_most_readable_one_of_the_token(claims, name):
    event = http_event("GET /v1/editorial/me", groups=["editor"])
    event["requestContext"]["authorizer"]["jwt"]["claims"] = {"sub": "s-1", **claims}
    assert authenticate(event).name == name


def test_a_request_without_claims_is_unauthenticated():
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
def test_each_group_includes_those_before_it(groups, allowed):
    principal = authenticate(http_event("GET /v1/editorial/me", groups=groups))
    assert [group for group in ("author", "editor", "admin") if principal.may(group)] == allowed


def test_a_foreign_group_allows_nothing():
    with pytest.raises(Forbidden):
        authenticate(http_event("GET /v1/editorial/me", groups=["visitors"])).require("author")


def test_a_comma_in_the_name_of_a_group_does_not_split_it():
    principal = authenticate(http_event("GET /v1/editorial/me", groups=["x,admin", "author"]))
    assert principal.groups == {"x,admin", "author"}
    assert not principal.may("admin")


@pytest.mark.parametrize("header", ['"%s"' % ("9" * 4400), '"%s"' % ("9" * 19), '"٧"', '"-1"', "", '7"', '""7""'])
def test_an_if_match_that_is_no_version_is_malformed(header):
    with pytest.raises(Malformed):
        parse_if_match(header)


@pytest.mark.parametrize(("header", "version"), [('"7"', 7), ('W/"7"', 7), ("7", 7)])
def test_if_match_names_a_version(header, version):
    assert parse_if_match(header) == version


def test_a_missing_if_match_is_refused():
    with pytest.raises(VersionRequired):
        parse_if_match(None)


def test_a_star_is_accepted_only_if_any_version_is_allowed():
    assert parse_if_match("*", any_allowed=True) is None
    with pytest.raises(Malformed):
        parse_if_match("*")
