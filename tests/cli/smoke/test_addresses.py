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


def test_another_site_has_no_target():
    assert find_server("https://news.example", 3000, None, None) == (None, Site("https://news.example"))


def test_readers_of_a_stack_use_its_own_host_if_the_distribution_serves_it():
    edge, own = "https://d1.cloudfront.net", "https://news.example"
    assert choose_public_url(make_target(url=edge, parameters={"SiteUrl": own})) == edge
    parameters = {"SiteUrl": own, "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"}
    assert choose_public_url(make_target(url=edge, parameters=parameters)) == own
