"""Invalidates the CDN's answers about past days after a change of a past sheet. The CDN keeps them for a day.

The transaction that changes a past sheet also sets `invalidation_due` in the source's progress. It stays set until an
invalidation has succeeded, so a failure delays the invalidation until the next hourly run and loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from gazette.aws.distribution import Distribution
from gazette.dynamodb.commit import ConditionFailed
from gazette.embedded_metrics import count_swallowed
from gazette.observability import logger
from gazette.rates.bank import Bank
from gazette.rates.store.commands import SheetCommands
from gazette.times import timestamp
from gazette.urls import rates_path


class CdnInvalidation:
    """`languages` are those of the site: each has a page of the rates."""

    def __init__(self, commands: SheetCommands, distribution: Distribution, languages: Iterable[str]) -> None:
        self._commands, self._distribution = commands, distribution
        # One path for all sheets, series, charts and conversions: CloudFront bills more than 1,000 paths in a month.
        self._paths = ["/v1/rates*", *(f"{rates_path(lang)}*" for lang in languages)]

    def invalidate_if_due(self, banks: Iterable[Bank], at: datetime) -> None:
        """Invalidates the answers about past days for each bank with a changed past sheet. Never raises an error."""
        for bank in banks:
            try:
                self._invalidate(bank, at)
            except Exception as error:
                # The change is committed, and the answer to the caller must say so. An hourly run repeats the rest.
                count_swallowed("invalidation-waits", error, source=bank.id)

    def _invalidate(self, bank: Bank, at: datetime) -> None:
        repository = self._commands.repository
        progress = self._commands.finish_reevaluation(bank)
        if not progress.invalidation_due:
            return
        self._distribution.invalidate(self._paths, f"rates/{bank.id}/{progress.writes}/{timestamp(at)}")
        done = repository.put_progress(bank, replace(progress, invalidation_due=False), progress)
        try:
            repository.commit([done])
        except ConditionFailed:  # no failure: the next run invalidates the newer change
            logger.info("rates changed during an invalidation; it stays due", extra={"source": bank.id})
