import json
from datetime import UTC, date, datetime, timedelta

import pytest

from cli.local import samples
from gazette.rates.sources import bank
from gazette.rates.table import RateTable
from tests.end_to_end.bank import StandInBank

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def cards(dynamodb, stack, listing):
    answer = dynamodb.query(
        TableName=stack.physical("ListingsTable"),
        KeyConditionExpression="listing = :listing",
        ExpressionAttributeValues={":listing": {"S": listing}},
        ScanIndexForward=False,
    )
    return [json.loads(item["card"]["S"]) for item in answer["Items"]]


def test_sample_articles_are_older_than_the_start(dynamodb, stack):
    count = samples.load_articles(NOW)
    published = [card for lang in ("en", "ru", "uz") for card in cards(dynamodb, stack, lang)]
    assert len(published) == count >= 10
    assert {card["lang"] for card in published} == {"en", "ru", "uz"}
    oldest = (NOW - timedelta(hours=6)).isoformat()
    assert all(card["published_at"] < oldest for card in published)
    assert {category["slug"] for card in published for category in card["categories"]} == {
        *("city", "culture", "economy", "science"),
    }


def test_translations_name_one_another(dynamodb, stack):
    samples.load_articles(NOW)
    newest = {lang: cards(dynamodb, stack, lang)[0] for lang in ("en", "ru", "uz")}
    assert len({card["story"] for card in newest.values()}) == 1


def test_samples_are_loaded_once(dynamodb, stack):
    assert samples.load_articles(NOW)
    before = cards(dynamodb, stack, "en")
    assert samples.load_articles(NOW + timedelta(hours=1)) == 0
    assert cards(dynamodb, stack, "en") == before


@pytest.fixture
def table(stack, dynamodb):
    return RateTable(stack.physical("RatesTable"), dynamodb)


@pytest.fixture(autouse=True)
def raw_bucket(stack):
    import boto3

    s3 = boto3.client("s3")
    names = {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
    if stack.physical("RawBucket") not in names:
        s3.create_bucket(
            Bucket=stack.physical("RawBucket"), CreateBucketConfiguration={"LocationConstraint": stack.region}
        )


def test_bundled_sheets_stand_in_for_a_bank_that_cannot_be_read(table, monkeypatch):
    monkeypatch.setenv("CBU_URL", "http://127.0.0.1:9")
    assert samples.load_rates(NOW, seconds=0.5) == (
        "Rates: http://127.0.0.1:9 cannot be read now; bundled sheets of 2026-04-01 and 2026-04-02 stand in."
    )
    sheet = table.newest(bank("cbu"), date(2026, 4, 2))
    assert len(sheet.sheet.rates) == 75
    assert sheet.previous == date(2026, 4, 1)
    assert samples.load_rates(NOW, seconds=0.5).endswith("the sheets that are there stay.")


def test_a_bank_that_answers_is_read(table, monkeypatch):
    monkeypatch.setattr("gazette.rates.client.SPACING", 0.0)
    with StandInBank() as site:
        monkeypatch.setenv("CBU_URL", site.url)
        line = samples.load_rates(datetime(2025, 12, 18, 9, tzinfo=UTC))
    assert line == f"Rates: read from {site.url}, sheets up to 2025-12-18."
    assert table.progress(bank("cbu")).last == "2025-12-18"
    assert table.newest(bank("cbu"), date(2025, 12, 17)).date == date(2025, 12, 17)
