"""Errors as problem documents."""

import pytest

from gazette import errors
from gazette.errors import Conflict, Failed, Invalid, StaleVersion, Unavailable, problem_document, problem_headers


def test_a_problem_document_has_the_members_of_the_rfc_and_the_extensions():
    document = problem_document(StaleVersion("It is at 3.", current={"version": 3}), "/v1/x", "r-1")
    assert document == {
        "type": "urn:gazette:problem:stale-version",
        "title": "Somebody changed it since you read it",
        "status": 412,
        "detail": "It is at 3.",
        "instance": "/v1/x",
        "request_id": "r-1",
        "current": {"version": 3},
    }


def test_an_extension_never_replaces_a_member_of_the_rfc():
    assert problem_document(Conflict("no", status="published", instance="x"), "/v1/x", "r")["status"] == 409


def test_the_detail_of_a_fault_of_ours_is_not_shown():
    assert "secret" not in str(problem_document(Failed("secret"), "/", "r"))


def test_an_invalid_value_has_a_pointer():
    assert problem_document(Invalid.at("?limit", "Too much."), "/", "r")["errors"] == [
        {"pointer": "?limit", "detail": "Too much."}
    ]


@pytest.mark.parametrize(
    ("path", "pointer"), [((), "#"), (("title",), "#/title"), (("a/b", "~", "é x", "0"), "#/a~1b/~0/%C3%A9%20x/0")]
)
def test_a_pointer_names_a_place_in_a_body(path, pointer):
    assert errors.pointer(*path) == pointer


def test_the_instance_is_a_uri_for_any_path():
    assert problem_document(errors.NotFound(), "/ru/Цены на 5%\n", "r")["instance"] == (
        "/ru/%D0%A6%D0%B5%D0%BD%D1%8B%20%D0%BD%D0%B0%205%25%0A"
    )


@pytest.mark.parametrize("error", [errors.NotFound(), errors.Gone()])
def test_caches_may_store_a_public_404_or_410_for_ten_seconds(error):
    assert problem_headers(error)["cache-control"] == "public, max-age=10"
    assert problem_headers(error, private=True)["cache-control"] == "no-store"


@pytest.mark.parametrize("error", [Invalid(), Failed(), Unavailable(), errors.Forbidden(), errors.MethodNotAllowed()])
def test_no_cache_stores_other_errors(error):
    assert problem_headers(error)["cache-control"] == "no-store"


def test_unavailable_has_a_retry_after():
    assert problem_headers(Unavailable(retry_after=7))["retry-after"] == "7"


def test_every_error_has_a_code_of_its_own():
    own = [
        error for error in vars(errors).values() if isinstance(error, type) and issubclass(error, errors.GazetteError)
    ]
    codes = [error.code for error in own if error.status != 500]
    assert sorted(codes) == sorted(set(codes))
