"""The pages behind the links of mails: their headers and their languages."""

import json
import re

import pytest

from tests.support.subscribers import read_headers, read_parts


@pytest.mark.parametrize("path", ["/v1/subscriptions/confirm", "/v1/subscriptions/unsubscribe/{token}"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_pages_load_nothing_from_other_sites_and_no_cache_or_search_engine_keeps_them(reader, path, method):
    [url] = reader.subscribe()
    params = {"params": {"token": url.rpartition("/")[2]}} if "{" in path else {}
    response = reader.call(f"{method} {path}", accept="text/html", query="utm_source=x&fbclid=y", **params)
    page_headers = read_headers(response)
    assert response["statusCode"] == 200
    assert page_headers["content-security-policy"].startswith("default-src 'none';")
    assert "unsafe" not in page_headers["content-security-policy"]
    assert (page_headers["referrer-policy"], page_headers["x-robots-tag"], page_headers["cache-control"]) == (
        "no-referrer",
        "noindex",
        "no-store",
    )
    assert response["body"], "also for HEAD: the gateway needs its length"
    assert "https://" not in response["body"]


@pytest.mark.parametrize(
    ("accepted", "title"),
    [
        ("ru", "Подтвердите подписку"),
        ("ru-RU,en;q=0.5", "Подтвердите подписку"),
        ("de, uz-Cyrl;q=0.9, en;q=0.8", "Обунани тасдиқланг"),
        ("uz-Latn-UZ", "Obunani tasdiqlang"),
        ("de,fr;q=x", "Confirm your subscription"),
        ("en;q=0,ru;q=0.1", "Подтвердите подписку"),
        ("", "Confirm your subscription"),
    ],
)
def test_a_page_is_in_the_browsers_language(reader, accepted, title):
    response = reader.call("GET /v1/subscriptions/confirm", headers={"accept-language": accepted})
    assert f"<h1>{title}</h1>" in response["body"]


def test_the_language_switch_leads_to_the_same_page(reader):
    [url] = reader.subscribe()
    path = "/v1/subscriptions/unsubscribe/" + url.rpartition("/")[2]
    response = reader.call("GET /v1/subscriptions/confirm", query="lang=ru")
    assert '<a href="/v1/subscriptions/confirm?lang=uz"' in response["body"]
    assert "<h1>Подтвердите подписку</h1>" in response["body"]
    token = {"token": path.rpartition("/")[2]}
    left = reader.call("GET /v1/subscriptions/unsubscribe/{token}", params=token, query="lang=uz-Cyrl")
    assert f'<a href="{path}?lang=uz"' in left["body"]
    assert "<h1>Обунани бекор қилиш</h1>" in left["body"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("lang=ru&lang=en", "Подтвердите подписку"),
        ("lang=xx&lang=ru&utm_source=mail&utm_source=x", "Подтвердите подписку"),
        ("lang=&lang", "Confirm your subscription"),
        ("lang=ru%00&token=x", "Confirm your subscription"),
        ("lang=RU", "Подтвердите подписку"),
    ],
)
def test_the_first_language_of_the_query_that_the_site_has_wins(reader, query, title):
    response = reader.call("GET /v1/subscriptions/confirm", query=query, accept="text/html")
    assert (response["statusCode"], f"<h1>{title}</h1>" in response["body"]) == (200, True)


def test_other_parameters_of_an_unsubscribe_link_are_ignored(reader):
    token = reader.subscribe()[0].rpartition("/")[2]
    route, query = "/v1/subscriptions/unsubscribe/{token}", "utm_source=a&lang=uz&lang=ru&utm_source=b"
    opened = reader.call(f"GET {route}", params={"token": token}, query=query, accept="text/html")
    assert "<h1>Obunani bekor qilish</h1>" in opened["body"]
    left = reader.call(f"POST {route}", params={"token": token}, query=query, form="", accept="text/html")
    assert (left["statusCode"], 'lang="uz"' in left["body"], read_parts("list/")) == (200, True, [])


def test_links_of_a_mail_lead_to_pages_in_its_language_in_every_browser(reader):
    english = {"accept-language": "en-GB,en"}
    reader.sign_up(lang="ru", lists=["daily"])
    reader.deliver()
    [query] = re.findall(r"/v1/subscriptions/confirm\?(.+)#", reader.mails()[-1]["text"])
    page = reader.call("GET /v1/subscriptions/confirm", query=query, headers=english, accept="text/html")
    assert "<h1>Подтвердите подписку</h1>" in page["body"]
    over = reader.call(
        "POST /v1/subscriptions/confirm", query=query, form="token=x", headers=english, accept="text/html"
    )
    assert (over["statusCode"], '<html lang="ru"' in over["body"]) == (410, True)
    [url] = [subscription["unsubscribe_url"] for subscription in json.loads(reader.confirm()["body"])["lists"]]
    token = {"token": url.rpartition("/")[2]}
    left = reader.call("GET /v1/subscriptions/unsubscribe/{token}", params=token, headers=english, accept="text/html")
    assert "?" not in url
    assert '<html lang="ru"' in left["body"]
