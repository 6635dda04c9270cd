"""The requests of the benchmark, as API Gateway sends them."""

import json
from typing import Any

from bench.content import DECADE, ID, SLUG, YEAR

ETAG = "@ETAG@"
"""Placeholder. The worker replaces it by the ETag of the first answer."""


def build_event(path: str, route: str, *, query: str = "", etag: str | None = None, **parts: Any) -> str:
    """A payload-2.0 event as API Gateway sends it, as JSON text."""
    headers = {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate, br",
        "content-length": "0",
        "host": "api.news.example",
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "x-amzn-trace-id": "Root=1-65f00000-000000000000000000000000",
        "x-forwarded-for": "192.0.2.10",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
        **({"if-none-match": etag} if etag else {}),
    }
    http = {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.10", "userAgent": "Mozilla/5.0"}
    context = {
        "accountId": "123456789012",
        "apiId": "a1b2c3d4e5",
        "domainName": "api.news.example",
        "domainPrefix": "api",
        "http": http,
        "requestId": "JKJaXmPLvHcESHA=",
        "routeKey": route,
        "stage": "$default",
        "time": "18/Dec/2025:07:10:00 +0000",
        "timeEpoch": 1766041800000,
    }
    return json.dumps(
        {
            "version": "2.0",
            "routeKey": route,
            "rawPath": path,
            "rawQueryString": query,
            "headers": headers,
            "requestContext": context,
            "isBase64Encoded": False,
            **parts,
        }
    )


def build_reads(
    one: str, route: str, parts: dict[str, str], many: str, many_route: str, **query: Any
) -> dict[str, str]:
    """Three events: one resource, the same with If-None-Match, and a list of 20."""
    return {
        "article": build_event(one, route, pathParameters=parts),
        "not_modified": build_event(one, route, etag=ETAG, pathParameters=parts),
        "list": build_event(many, many_route, **query),
    }


API = build_reads(
    f"/v1/articles/{ID}",
    "GET /v1/articles/{id}",
    {"id": ID},
    "/v1/articles",
    "GET /v1/articles",
    query="lang=en",
    queryStringParameters={"lang": "en"},
)
PAGES = build_reads(
    f"/en/{SLUG}",
    "GET /{lang}/{slug}",
    {"lang": "en", "slug": SLUG},
    "/en",
    "GET /{lang}",
    pathParameters={"lang": "en"},
)
RATES = {
    "three": build_event("/v1/rates", "GET /v1/rates", query="symbols=USD,EUR,RUB"),
    "sheet": build_event("/v1/rates", "GET /v1/rates"),
    "year": build_event(
        "/v1/rates/USD",
        "GET /v1/rates/{currency}",
        query=f"from={YEAR[0]}&to={YEAR[1]}",
        pathParameters={"currency": "USD"},
    ),
}
"""The sheet in force with three currencies, with all 75, and a year of one."""
CHART = {
    "month": build_event(
        "/v1/rates/USD/chart.svg", "GET /v1/rates/{currency}/chart.svg", pathParameters={"currency": "USD"}
    ),
    "year": build_event(
        "/v1/rates/USD/chart.svg",
        "GET /v1/rates/{currency}/chart.svg",
        query=f"from={YEAR[0]}&to={YEAR[1]}",
        pathParameters={"currency": "USD"},
    ),
    "decade": build_event(
        "/v1/rates/USD/chart.svg",
        "GET /v1/rates/{currency}/chart.svg",
        query=f"from={DECADE[0]}&to={DECADE[1]}",
        pathParameters={"currency": "USD"},
    ),
}
"""A month of one currency, a year and ten years of it."""
