"""The published articles of a category, tag or author, in the Listings table."""

from collections.abc import Sequence
from typing import Any

from gazette.dynamodb.items import serialize
from gazette.taxonomy.model import Kind

MAX_COUNT = 10_000
"""Articles are counted up to this number, so that a removal ends within its request."""


class TermArticles:
    def __init__(self, dynamodb: Any, listings_table: str, languages: Sequence[str]) -> None:
        self._dynamodb, self._table, self._languages = dynamodb, listings_table, languages

    def count(self, kind: Kind, slug: str) -> int:
        """The number of published articles in all languages, at most `MAX_COUNT`. Read consistently."""
        count = 0
        for lang in self._languages:
            for page in self._read(f"{lang}/{kind}/{slug}"):
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
