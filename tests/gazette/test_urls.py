"""Addresses of the site, for functions with and without the SDK."""

import os

import boto3
import pytest

from gazette import urls
from gazette.errors import Unavailable
from gazette.settings import Settings
from tests.support.aws import forget_parameters

ENVIRON = {"ARTICLE_PATH": "/news/{lang}/{slug}.html", "SITE_URL": "https://news.example"}


@pytest.fixture
def parameter():
    """The parameter that the stack writes if the site has no domain of its own."""
    forget_parameters()
    name, ssm = "/gazette/test-urls/site-url", boto3.client("ssm")
    ssm.put_parameter(Name=name, Value="https://d111.cloudfront.net", Type="String", Overwrite=True)
    yield name
    ssm.delete_parameter(Name=name)


def settings_with(**environ):
    return Settings({**os.environ, **environ})


def test_the_site_is_at_the_address_of_the_environment():
    assert urls.site_url(Settings(ENVIRON)) == "https://news.example"


def test_without_it_the_site_is_at_the_address_of_the_parameter(parameter):
    assert urls.site_url(settings_with(SITE_URL="", SITE_URL_PARAMETER=parameter)) == "https://d111.cloudfront.net"


def test_the_parameter_is_not_read_past_the_deadline(parameter):
    with pytest.raises(Unavailable):
        urls.site_url(settings_with(SITE_URL="", SITE_URL_PARAMETER=parameter), deadline=0.0)


def test_an_article_is_at_the_path_that_the_template_names():
    assert urls.article_path(Settings(ENVIRON), "uz", "a-slug") == "/news/uz/a-slug.html"
    assert urls.article_url(Settings(ENVIRON), "uz", "a-slug") == "https://news.example/news/uz/a-slug.html"


def test_the_pages_of_the_site_have_paths_of_their_own():
    assert urls.front_path("uz-Cyrl") == "/uz-Cyrl"
    assert urls.rates_path("uz-Cyrl") == "/uz-Cyrl/rates"
    assert urls.page_path("ru", "a slug/я") == "/ru/a%20slug/%D1%8F"


def test_the_language_of_an_address_may_be_in_other_letters():
    found = [urls.find_language(typed, ("en", "uz-Cyrl")) for typed in ("EN", "UZ-cyrl", "uz")]
    assert found == ["en", "uz-Cyrl", None]
