"""The published articles of a category, tag or author, in the Listings table."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from gazette.dynamodb.items import serialize
from gazette.taxonomy.model import Term

MAX_COUNT = 10_000
"""Articles are counted up to this number, so that a removal ends within its request."""


class TermArticles:
    def __init__(self, dynamodb: Any, listings_table: str, languages: Sequence[str]) -> None:
        self._dynamodb, self._table, self._languages = dynamodb, listings_table, languages

    def count(self, term: Term) -> int:
        """The number of published articles in all languages, at most `MAX_COUNT`. Read consistently.

        Those of a term that was merged into this one count too: their job may not have moved them yet.
        """
        count = 0
        for lang, slug in product(self._languages, (term.slug, *term.merged)):
            for page in self._read(f"{lang}/{term.kind}/{slug}"):
                count += page["Count"]
                if count >= MAX_COUNT:
                    return MAX_COUNT
        return count

    def _read(self, listing: str) -> Any:
        return self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="listing = :listing",
            ExpressionAttributeValues=serialize({":listing": listing}),
            ConsistentRead=True,
            Select="COUNT",
        )
