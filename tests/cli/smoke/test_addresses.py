"""Which addresses the smoke test uses."""

import pytest
import typer

from cli.http_client import Site
from cli.smoke.addresses import choose_public_url, find_server, parse_site_url
from tests.support.deployed_stack import make_target


@pytest.mark.parametrize("url", ["https://news.example", "https://news.example/", "http://127.0.0.1:3000"])
def test_an_address_of_a_site(url):
    assert parse_site_url(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url", ["http://news.example", "news.example", "https://news.example/en", "https://a:b@news.example", "https://["]
)
def test_an_address_to_which_no_token_may_be_sent_is_one_clear_line(url, capsys):
    with pytest.raises(typer.Exit):
        parse_site_url(url)
    assert capsys.readouterr().err == (
        f"gazette: --url {url} is no address of a site; write it like https://news.example\n"
    )


@pytest.fixture
def local_url(http_site):
    """The address of a local server, as far as its state goes."""
    state = {"region": "eu-central-1", "user_pool": "pool", "client": "client", "endpoint": "http://127.0.0.1:1"}
    state |= {"dynamodb": "http://127.0.0.1:2", "names": {}, "stack": "gazette", "parameters": {}}
    return http_site({"/_dev/health": (200, state)})


def test_the_local_server_is_read_at_the_address_that_was_given(local_url):
    given = local_url.replace("127.0.0.1", "localhost")
    target, site = find_server(f"{given}/", 3000, None, None)
    assert target
    assert (site, target.url) == (Site(given), local_url)


def test_https_on_this_machine_is_another_site_in_front_of_it(local_url):
    """The local server has no TLS. Its state is not asked for at a port with TLS."""
    given = local_url.replace("http:", "https:")
    assert find_server(given, 3000, None, None) == (None, Site(given))


def test_another_site_has_no_target():
    assert find_server("https://news.example", 3000, None, None) == (None, Site("https://news.example"))


def test_readers_of_a_stack_use_its_own_host_if_the_distribution_serves_it():
    edge, own = "https://d1.cloudfront.net", "https://news.example"
    assert choose_public_url(make_target(url=edge, parameters={"SiteUrl": own})) == edge
    parameters = {"SiteUrl": own, "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"}
    assert choose_public_url(make_target(url=edge, parameters=parameters)) == own
