"""Content of the benchmark: 20 published articles (the one that is read has about 8 kB of JSON, 5 kB packed), and rates
up to today: a year of 75 currencies, ten years of one."""

import os
import random
from datetime import UTC, datetime, timedelta
from itertools import chain

import boto3

from cli.local.stack import Stack

ID, SLUG = "01KCRA7Q00GAZETTEBENCH0001", "read-again-and-again"
COUNT = 20
TODAY = datetime.now(UTC).date()
YEAR, DECADE = (TODAY - timedelta(364), TODAY), (TODAY - timedelta(3651), TODAY)
AT = datetime(2025, 12, 18, 7, tzinfo=UTC)
VOCABULARY = (
    "the bank of country said rate market price import export growth report year month percent ministry budget trade "
    "reform energy cotton gold currency exchange decision session board inflation forecast quarter statement president "
    "company region water road school hospital project agreement partner visit summit minister analysts expect"
)


def generate_text(chance: random.Random, words: int) -> str:
    """Text with the entropy of prose: frequent common words, with names and figures between them."""
    common = VOCABULARY.split()
    chosen = [
        chance.choice(common) if chance.random() < 0.7 else f"{chance.choice('ABDFGKMNST')}{chance.randbytes(3).hex()}"
        for _ in range(words)
    ]
    return " ".join(chosen).capitalize() + "."


def publish_articles(stack: Stack) -> None:
    """Publish the articles with the commands of editors."""
    for logical_id, _ in stack.of_type("AWS::Lambda::Function"):
        os.environ.update({**stack.environment(logical_id), **read_aws_variables()})
    # Imported late: these modules read the environment.
    from gazette.articles.commands import ArticleCommands
    from gazette.articles.model import Draft, Person
    from gazette.settings import Settings

    commands = ArticleCommands.from_settings(Settings(os.environ), boto3.client("dynamodb"))
    chance, by = random.Random(1), Person(id="bench", name="Bench")
    for number in range(1, COUNT + 1):
        draft = Draft(
            lang="en",
            title=generate_text(chance, 9),
            slug=SLUG if number == 1 else f"article-{number}",
            dek=generate_text(chance, 24),
            dateline="Tashkent",
            body="\n\n".join(generate_text(chance, 80) for _ in range(9)),
            authors=[{"name": "Aziza Karimova", "role": "Correspondent"}],
        )
        at = AT + timedelta(minutes=number)
        article = commands.create(draft, id=f"{ID[:-2]}{number:02}", by=by, at=at, write_id="create")
        commands.publish(article, by=by, at=at, write_id="publish")


def store_rates(stack: Stack) -> None:
    """Store generated rates in the form of the Central Bank of Uzbekistan."""
    # The tests have the generator.
    from gazette.rates.sources import load_bank
    from tests.support.rate_history import generate_sheets, put_sheets

    sheets = chain(generate_sheets(DECADE[0], YEAR[0] - timedelta(1), ["USD"]), generate_sheets(*YEAR))
    put_sheets(boto3.client("dynamodb"), stack.physical("RatesTable"), load_bank("cbu"), sheets)


def read_aws_variables() -> dict[str, str]:
    """Variables of this process with the address of the emulator. Those of the template would select AWS."""
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
