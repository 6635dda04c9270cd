"""Start and choice of the AWS emulator."""

import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cli.local import environment
from cli.local.emulator import Emulator, EmulatorUnreachable
from cli.local.stack import Stack
from tests.support.aws import ENDPOINT
from tests.support.local_server import free_port


@pytest.fixture
def dynamodb_local():
    """A server that answers unknown requests as DynamoDB Local does."""

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


def test_another_moto_server_replaces_moto():
    with Emulator(ENDPOINT) as emulator:
        assert emulator.variables["AWS_ENDPOINT_URL"] == ENDPOINT
        # What moto lacks is served here.
        assert emulator.variables.keys() == {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_LAMBDA"}
        assert not emulator.in_process


def test_any_other_emulator_has_the_tables_and_moto_the_rest(dynamodb_local):
    with Emulator(dynamodb_local) as emulator:
        assert emulator.in_process
        assert emulator.variables == {
            "AWS_ENDPOINT_URL": emulator.endpoint,
            "AWS_ENDPOINT_URL_DYNAMODB": dynamodb_local,
            "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": dynamodb_local,
        }


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "dynamodb", "file:///etc/hosts"])
def test_a_text_that_is_no_address_is_refused(address):
    with pytest.raises(EmulatorUnreachable, match="not the address of an emulator"):
        Emulator(address)


def test_an_emulator_that_does_not_answer_is_an_error():
    with pytest.raises(EmulatorUnreachable, match="nothing answers"):
        Emulator(f"http://127.0.0.1:{free_port()}")


def test_the_developers_own_credentials_are_forgotten(environ):
    environ.update(AWS_PROFILE="production", AWS_SESSION_TOKEN="real", AWS_ACCESS_KEY_ID="real")
    with Emulator(ENDPOINT) as emulator:
        emulator.use("eu-central-1")
    assert {name for name in environ if name.startswith("AWS_")} == {
        *("AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        "AWS_ENDPOINT_URL_LAMBDA",
    }
    assert environ["AWS_ACCESS_KEY_ID"] == "local"


def test_parameters_of_the_template_come_from_the_environment_by_their_names(stack):
    declared = stack.source["Parameters"]
    given = environment.choose_parameters(
        {"SITE_NAME": "Evening Post", "LANGUAGES": "ru", "PATH": "/bin"}, declared, 3000
    )
    assert (given["SiteName"], given["Languages"]) == ("Evening Post", "ru")
    assert given["SiteUrl"] == "http://127.0.0.1:3000"
    assert (
        environment.choose_parameters({"SITE_URL": "https://a.example"}, declared, 3000)["SiteUrl"]
        == "https://a.example"
    )
    Stack(parameters=given)


def test_an_empty_variable_takes_a_local_default_away(stack):
    given = environment.choose_parameters({"MAIL_LISTS": "", "SITE_URL": ""}, stack.source["Parameters"], 3000)
    assert (given["MailLists"], given["SiteUrl"]) == ("", "http://127.0.0.1:3000")


@pytest.mark.parametrize("lists", ["hourly", "daily,", "daily;weekly"])
def test_a_parameter_that_the_template_refuses_is_refused(stack, lists):
    with pytest.raises(environment.InvalidParameter, match="MAIL_LISTS"):
        environment.choose_parameters({"MAIL_LISTS": lists}, stack.source["Parameters"], 3000)


def test_addresses_of_outside_services_are_passed_on(stack, environ):
    services = environment.read_service_addresses({"CBU_URL": "http://127.0.0.1:9", "HOME": "/root", "ECB_URL": ""})
    assert services == {"CBU_URL": "http://127.0.0.1:9"}
    environment.apply(stack, services)
    assert environ["CBU_URL"] == "http://127.0.0.1:9"
    assert environ["AWS_ENDPOINT_URL"] == ENDPOINT
    assert environ["ARTICLES_TABLE"] == stack.physical("ArticlesTable")


def test_the_address_of_a_bank_is_also_that_of_its_archive():
    url, other = "http://127.0.0.1:9", "http://127.0.0.1:10"
    assert environment.read_service_addresses({"ECB_URL": url}) == {"ECB_URL": url, "ECB_ARCHIVE_URL": url}
    assert environment.read_service_addresses({"ECB_URL": url, "ECB_ARCHIVE_URL": other})["ECB_ARCHIVE_URL"] == other
    assert environment.read_service_addresses({"ECB_ARCHIVE_URL": url}) == {"ECB_ARCHIVE_URL": url}


@pytest.mark.parametrize("name", ["CBU_URL", "ECB_URL", "ECB_ARCHIVE_URL", "CBR_URL"])
def test_plain_http_to_another_machine_is_refused(name):
    with pytest.raises(environment.InvalidAddress, match=name):
        environment.read_service_addresses({name: "http://bank.example"})


def test_a_variable_has_one_value_for_all_functions(stack):
    """They share one process."""
    values: dict[str, set[str]] = {}
    for logical_id, _ in stack.of_type("AWS::Lambda::Function"):
        for name, value in stack.environment(logical_id).items():
            values.setdefault(name, set()).add(value)
    assert {name: found for name, found in values.items() if len(found) > 1} == {}
