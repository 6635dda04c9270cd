"""The indexes of all languages on this function's disk."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import tantivy

from gazette.aws.public.objects import ObjectReader
from gazette.embedded_metrics import count_swallowed
from gazette.errors import GazetteError
from gazette.search.errors import SearchUnavailable
from gazette.search.public.local_index import LocalIndex
from gazette.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    T = TypeVar("T")


class Indexes:
    def __init__(self, settings: Settings) -> None:
        bucket, folder = settings.require("INDEX_BUCKET"), Path(settings.require("INDEX_FOLDER"))
        self._get = cache(lambda lang: LocalIndex(ObjectReader(settings.environ, bucket), folder, lang))

    def search(self, lang: str, deadline: float, find: Callable[[tantivy.Searcher], T]) -> T:
        """What `find` finds in the index of a language. Raises `SearchUnavailable`.

        Tantivy reads the files while it searches. An error means that one of them is damaged: all are fetched again.
        """
        index = self._get(lang)
        opened = index.open(deadline)
        try:
            return find(opened.searcher)
        except (GazetteError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of Tantivy's is no Exception
            count_swallowed("index-damaged", error, lang=lang)
            index.discard()
            raise SearchUnavailable() from error
