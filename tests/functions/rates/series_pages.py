"""The pages of a range, one after the other."""

import json
from urllib.parse import urlsplit

SERIES = "/v1/rates/{currency}"


def read_pages(get, query: str) -> list[dict]:
    """Every page of a range of dollars, by the links of the answers: documents, or whole answers if they are CSV."""
    pages = []
    while True:
        answer = get(SERIES, query, currency="USD")
        pages.append(json.loads(answer["body"]) if "json" in answer["headers"]["content-type"] else answer)
        if "link" not in answer["headers"]:
            return pages
        link = urlsplit(answer["headers"]["link"].partition(">")[0].removeprefix("<"))
        assert link.path == "/v1/rates/USD"
        query = link.query
