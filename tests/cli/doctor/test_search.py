"""The search indexes are compared with the articles of the tables."""

import pytest

from cli.doctor.search import check_search
from functions.index import handler as index
from tests.support.deployed_stack import findings, make_target
from tests.support.search import Newsstand, make_article


@pytest.fixture
def target(stack, http_site, search_indexes):
    site = http_site({"/v1": (200, {"site": {"languages": [{"lang": "en"}]}})})
    names = {name: stack.physical(name) for name in ("IndexBucket", "ListingsTable")}
    return make_target(names=names, api_url=site)


def test_an_index_is_missing_complete_or_behind(target, search_indexes, dynamodb):
    stand = Newsstand(dynamodb)
    assert findings(check_search, target) == [("ok", "en has no article yet; the first one builds the index")]
    articles = [make_article(number, "Water") for number in (1, 2)]
    for article in articles:
        stand.publish(article)
    assert findings(check_search, target)[0][0] == "failed"
    search_indexes()
    [(status, text)] = findings(check_search, target)
    assert (status, text.partition(", changed")[0]) == ("ok", "en: 2 articles, 1 part")
    late = stand.withdraw(articles[1])
    [(status, text)] = findings(check_search, target)
    assert status == "warning"
    assert "2 articles up to 2025-12-01T02:00:00Z, the tables have 1 up to 2025-12-01T01:00:00Z" in text
    index.writer.update("en", [late])
    assert findings(check_search, target)[0][0] == "ok"
