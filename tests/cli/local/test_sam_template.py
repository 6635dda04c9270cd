"""The translation of the template, in a way that copies no documents."""

from typing import Any

from samtranslator.open_api import open_api
from samtranslator.translator.transform import transform as translate

from cli.local import sam_template

ROUTES = 12


def make_template() -> dict[str, Any]:
    """Two functions with routes of one API, the parts of our template that the translator joins into one document."""
    api = {"Type": "AWS::Serverless::HttpApi", "Properties": {"CorsConfiguration": {"AllowOrigins": ["*"]}}}

    def make_function(name: str) -> dict[str, Any]:
        events = {
            f"Route{number}": {
                "Type": "HttpApi",
                "Properties": {"ApiId": {"Ref": "Api"}, "Path": f"/{name}/{number}", "Method": method},
            }
            for number in range(ROUTES)
            for method in ("GET" if number % 2 else "POST",)
        }
        properties = {"CodeUri": "code", "Runtime": "python3.13", "Handler": "handler.handler", "Events": events}
        return {"Type": "AWS::Serverless::Function", "Properties": properties}

    functions = {name: make_function(name) for name in ("First", "Second")}
    return {"Transform": "AWS::Serverless-2016-10-31", "Resources": {"Api": api, **functions}}


def test_the_result_is_that_of_the_translator_as_it_is(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    own = sam_template._translate(make_template(), {})
    expected = translate(sam_template._package(make_template()), {}, sam_template._NoManagedPolicies())
    assert own == expected
    paths = own["Resources"]["Api"]["Properties"]["Body"]["paths"]
    assert len(paths) == 2 * ROUTES


def test_the_translator_is_left_as_it_was(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    before = open_api._deepcopy
    sam_template._translate(make_template(), {})
    assert open_api._deepcopy is before
