"""The sample content that `gazette dev` loads."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from ulid import ULID

from cli.local import samples
from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Draft
from gazette.schemas.person import Person
from gazette.settings import Settings

pytestmark = pytest.mark.usefixtures("media_bucket")

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
LANGUAGES = Settings(os.environ).languages


def cards(dynamodb, stack, listing):
    answer = dynamodb.query(
        TableName=stack.physical("ListingsTable"),
        KeyConditionExpression="listing = :listing",
        ExpressionAttributeValues={":listing": {"S": listing}},
        ScanIndexForward=False,
    )
    return [json.loads(item["card"]["S"]) for item in answer["Items"]]


def test_sample_articles_are_older_than_the_start_and_loaded_once(dynamodb, stack):
    count = samples.load_articles(NOW)
    published = [card for lang in LANGUAGES for card in cards(dynamodb, stack, lang)]
    assert len(published) == count >= 10
    assert {card["lang"] for card in published} == set(LANGUAGES), "every language of the menu"
    oldest = (NOW - timedelta(hours=6)).isoformat()
    assert all(card["published_at"] < oldest for card in published)
    assert {category["slug"] for card in published for category in card["categories"]} == {
        *("city", "culture", "economy", "science"),
    }
    newest = [cards(dynamodb, stack, lang)[0] for lang in LANGUAGES]
    assert len({card["story"] for card in newest}) == 1, "they are translations of one another"
    before = cards(dynamodb, stack, "en")
    assert samples.load_articles(NOW + timedelta(hours=1)) == 0
    assert cards(dynamodb, stack, "en") == before


def test_samples_that_were_deleted_are_not_loaded_again(dynamodb, stack):
    commands = ArticleCommands.from_settings(Settings(os.environ), dynamodb)
    draft = Draft(lang="en", title="Mine", body="Words.")
    mine = commands.create(draft, id=str(ULID()), by=Person(**samples.EDITOR), at=NOW, write_id=str(ULID()))
    commands.move_to_bin(mine, by=Person(**samples.EDITOR), at=NOW, write_id=str(ULID()))
    assert samples.load_articles(NOW) == 0
