"""The slug of an article without an own one, among many articles of one title."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article
from tests.support.articles import AZIZA, NOON, Tables, new_id

Publish = Callable[..., Article]


def test_the_thirtieth_article_of_a_title_costs_as_much_as_the_third(
    client: Any, client_commands: ArticleCommands, save_draft: Callable[..., Article]
) -> None:
    requests: list[str] = []
    client.meta.events.register("before-call.dynamodb", lambda model, **_: requests.append(model.name))
    costs, slugs = [], []
    for day in range(30):
        at = NOON + timedelta(days=day)
        requests.clear()
        article = client_commands.publish(save_draft(title="Weather"), by=AZIZA, at=at, write_id=new_id())
        costs.append(len(requests))
        slugs.append(article.slug)
    assert max(costs) == costs[2]
    assert slugs[19:22] == ["weather-20", "weather-2026-01-07", "weather-2026-01-08"]
    assert len(set(slugs)) == 30


def test_the_second_article_of_a_crowded_title_in_a_day_has_its_id_in_the_slug(
    client_commands: ArticleCommands, save_draft: Callable[..., Article], tables: Tables
) -> None:
    for ending in ["", *(f"-{number}" for number in range(2, 21)), "-2025-12-18"]:
        tables.put("articles", {"address": f"en/weather{ending}", "id": new_id()})
    article = client_commands.publish(save_draft(title="Weather"), by=AZIZA, at=NOON, write_id=new_id())
    assert article.slug == f"weather-{article.id.lower()}"
