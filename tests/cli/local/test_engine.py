import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cli.local import environment
from cli.local.engine import Engine, EngineUnreachable
from cli.local.stack import Stack
from tests.conftest import ENDPOINT
from tests.support.local_server import free_port


@pytest.fixture
def other_engine():
    """Something that answers as DynamoDB Local does to what it does not know."""

    class Refusal(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(400)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Refusal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def environ(monkeypatch):
    """A copy of the environment to change."""
    copy = dict(os.environ)
    monkeypatch.setattr(os, "environ", copy)
    return copy


def test_another_moto_server_takes_motos_place():
    with Engine(ENDPOINT) as engine:
        assert engine.variables == {"AWS_ENDPOINT_URL": ENDPOINT}
        assert not engine.in_process


def test_any_other_engine_holds_the_tables_and_moto_the_rest(other_engine):
    with Engine(other_engine) as engine:
        assert engine.in_process
        assert engine.variables == {
            "AWS_ENDPOINT_URL": engine.endpoint,
            "AWS_ENDPOINT_URL_DYNAMODB": other_engine,
            "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": other_engine,
        }


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "dynamodb", "file:///etc/hosts"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(EngineUnreachable, match="no address of an engine"):
        Engine(address)


def test_an_engine_that_is_not_there_is_said_to_be():
    with pytest.raises(EngineUnreachable, match="nothing answers"):
        Engine(f"http://127.0.0.1:{free_port()}")


def test_the_developers_own_credentials_are_forgotten(environ):
    environ.update(AWS_PROFILE="production", AWS_SESSION_TOKEN="real", AWS_ACCESS_KEY_ID="real")
    with Engine(ENDPOINT) as engine:
        engine.use("eu-central-1")
    assert {name for name in environ if name.startswith("AWS_")} == {
        *("AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    }
    assert environ["AWS_ACCESS_KEY_ID"] == "local"


def test_parameters_of_the_template_come_from_the_environment_by_their_names(stack):
    declared = stack.source["Parameters"]
    given = environment.parameters({"SITE_NAME": "Evening Post", "LANGUAGES": "ru", "PATH": "/bin"}, declared, 3000)
    assert (given["SiteName"], given["Languages"]) == ("Evening Post", "ru")
    assert given["SiteUrl"] == "http://127.0.0.1:3000"
    assert environment.parameters({"SITE_URL": "https://a.example"}, declared, 3000)["SiteUrl"] == "https://a.example"
    Stack(parameters=given)


def test_addresses_of_outside_services_are_passed_on(stack, environ):
    services = environment.services({"CBU_URL": "http://127.0.0.1:9", "HOME": "/root", "ECB_URL": ""})
    assert services == {"CBU_URL": "http://127.0.0.1:9"}
    environment.apply(stack, services)
    assert environ["CBU_URL"] == "http://127.0.0.1:9"
    assert environ["AWS_ENDPOINT_URL"] == ENDPOINT
    assert environ["ARTICLES_TABLE"] == stack.physical("ArticlesTable")


def test_who_stands_in_for_a_bank_stands_in_for_its_archive_too():
    url, other = "http://127.0.0.1:9", "http://127.0.0.1:10"
    assert environment.services({"ECB_URL": url}) == {"ECB_URL": url, "ECB_ARCHIVE_URL": url}
    assert environment.services({"ECB_URL": url, "ECB_ARCHIVE_URL": other})["ECB_ARCHIVE_URL"] == other
    assert environment.services({"ECB_ARCHIVE_URL": url}) == {"ECB_ARCHIVE_URL": url}


@pytest.mark.parametrize("name", ["CBU_URL", "ECB_URL", "ECB_ARCHIVE_URL", "CBR_URL"])
def test_a_bank_is_not_asked_in_the_clear_beyond_this_machine(name):
    with pytest.raises(environment.UnusableAddress, match=name):
        environment.services({name: "http://bank.example"})


def test_a_variable_has_one_value_for_all_functions(stack):
    """They share one process."""
    values: dict[str, set[str]] = {}
    for logical_id, _ in stack.of_type("AWS::Lambda::Function"):
        for name, value in stack.environment(logical_id).items():
            values.setdefault(name, set()).add(value)
    assert {name: found for name, found in values.items() if len(found) > 1} == {}
