import pytest

from gazette import errors
from gazette.errors import Conflict, Failed, Invalid, StaleVersion, Unavailable, problem, problem_headers


def test_a_problem_has_the_members_of_the_rfc_and_those_of_its_kind():
    document = problem(StaleVersion("It is at 3.", current={"version": 3}), "/v1/x", "r-1")
    assert document == {
        "type": "urn:gazette:problem:stale-version",
        "title": "Somebody changed it since you read it",
        "status": 412,
        "detail": "It is at 3.",
        "instance": "/v1/x",
        "request_id": "r-1",
        "current": {"version": 3},
    }


def test_members_of_a_kind_never_take_the_place_of_the_rfcs():
    assert problem(Conflict("no", status="published", instance="x"), "/v1/x", "r")["status"] == 409


def test_what_failed_here_is_told_to_nobody():
    assert "secret" not in str(problem(Failed("secret"), "/", "r"))


def test_an_invalid_value_says_where_it_stands():
    assert problem(Invalid.at("?limit", "Too much."), "/", "r")["errors"] == [
        {"pointer": "?limit", "detail": "Too much."}
    ]


@pytest.mark.parametrize(
    ("path", "pointer"), [((), "#"), (("title",), "#/title"), (("a/b", "~", "é x", "0"), "#/a~1b/~0/%C3%A9%20x/0")]
)
def test_a_pointer_names_a_place_in_a_body(path, pointer):
    assert errors.pointer(*path) == pointer


def test_an_instance_is_a_uri_whatever_the_path_was():
    assert problem(errors.NotFound(), "/ru/Цены на 5%\n", "r")["instance"] == (
        "/ru/%D0%A6%D0%B5%D0%BD%D1%8B%20%D0%BD%D0%B0%205%25%0A"
    )


@pytest.mark.parametrize("error", [errors.NotFound(), errors.Gone()])
def test_what_is_not_there_may_be_kept_for_ten_seconds(error):
    assert problem_headers(error)["cache-control"] == "public, max-age=10"
    assert problem_headers(error, private=True)["cache-control"] == "no-store"


@pytest.mark.parametrize("error", [Invalid(), Failed(), Unavailable(), errors.Forbidden(), errors.MethodNotAllowed()])
def test_other_errors_are_kept_by_nobody(error):
    assert problem_headers(error)["cache-control"] == "no-store"


def test_who_is_put_off_is_told_for_how_long():
    assert problem_headers(Unavailable(retry_after=7))["retry-after"] == "7"


def test_every_error_has_a_code_and_a_title_of_its_own():
    own = [
        error for error in vars(errors).values() if isinstance(error, type) and issubclass(error, errors.GazetteError)
    ]
    codes = [error.code for error in own if error.status != 500]
    assert sorted(codes) == sorted(set(codes))
