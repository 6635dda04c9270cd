"""The stack that is exported, or that an export is brought into: its clients, tables, bucket and site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.publishing.site import load_site
from gazette.articles.publishing.snapshot import TableNames
from gazette.media.repository import MediaRepository
from gazette.settings import Settings
from gazette.taxonomy.repository import TaxonomyRepository

if TYPE_CHECKING:
    from cli.target import Target
    from gazette.articles.publishing.serializers import Site

Clock = Callable[[], datetime]

TABLES = ("drafts", "articles", "listings", "taxonomy", "media")
THREADS = 8
"""Articles that are read or written at the same time."""


@dataclass(frozen=True)
class Stack:
    """`settings` has the variables of the functions that publish articles."""

    dynamodb: Any
    s3: Any
    settings: Settings
    bucket: str

    @classmethod
    def of_target(cls, target: Target) -> Stack:
        tables = {f"{noun.upper()}_TABLE": target.physical_name(f"{noun.title()}Table") for noun in TABLES}
        parameters = target.parameters
        environ = {
            **tables,
            "SITE_NAME": parameters["SiteName"],
            "SITE_URL": parameters["SiteUrl"] or target.url,
            "ARTICLE_PATH": parameters["ArticlePath"],
            "LANGUAGES": parameters["Languages"],
        }
        retries = {"mode": "standard", "total_max_attempts": 10}
        dynamodb, s3 = (
            target.client(service, retries=retries, max_pool_connections=2 * THREADS) for service in ("dynamodb", "s3")
        )
        return cls(dynamodb, s3, Settings(environ), target.physical_name("MediaBucket"))

    @property
    def tables(self) -> TableNames:
        return TableNames.from_settings(self.settings)

    @property
    def drafts(self) -> DraftRepository:
        return DraftRepository(self.dynamodb, self.tables.drafts)

    @property
    def taxonomy(self) -> TaxonomyRepository:
        return TaxonomyRepository(self.dynamodb, self.tables.taxonomy)

    @property
    def media(self) -> MediaRepository:
        return MediaRepository(self.dynamodb, self.tables.media)

    @property
    def languages(self) -> tuple[str, ...]:
        return self.settings.languages

    @property
    def site(self) -> Site:
        return load_site(self.settings)
