"""The content that the sample events of `events/` refer to, made by the commands of editors.

The sample content of `gazette dev` has an article and a draft with the same ids.
"""

import os
from datetime import UTC, datetime, timedelta

from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Draft
from gazette.media import lifecycle
from gazette.media.repository import MediaRepository
from gazette.media.requests import MediaRequest
from gazette.rates.sources import load_bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from gazette.schemas.person import Person
from gazette.settings import Settings
from gazette.taxonomy.model import Term
from gazette.taxonomy.repository import TaxonomyRepository
from gazette.times import timestamp
from tests.support.fake_cbu import document
from tests.support.media import make_renditions

PUBLISHED = "01KCRA7Q00GAZETTESAMPLE001"
SLUG = "forty-kilometres-on-two-wheels"
DRAFT = "01KCRA7Q00GAZETTESAMPLE002"
PICTURE = "01KCRA7Q00GAZETTESAMPLE003"
RELATED = "01KCRA7Q00GAZETTESAMPLE004"
AT = datetime(2025, 12, 18, 7, tzinfo=UTC)
AZIZA = ("7d8f4c1e-0000-4000-8000-000000000001", "Aziza Karimova")


def fill(aws) -> None:
    """`aws` makes the client of a service. Table names come from the environment, as for the functions themselves."""
    settings = Settings(os.environ)
    save_picture(settings, aws("dynamodb"))
    write_articles(settings, aws("dynamodb"))
    store_redirects(settings, aws("dynamodb"))
    store_rates(settings, aws("dynamodb"))


def save_picture(settings: Settings, dynamodb) -> None:
    """A picture that readers can see; its files are not there."""
    repository = MediaRepository(dynamodb, settings.table("media"))
    request = MediaRequest(name="cycle-lane.jpg", type="image/jpeg", size=5000, alt={"en": "Two cyclists"})
    picture = lifecycle.create(request, id=PICTURE, by=Person(id=AZIZA[0], name=AZIZA[1]), at=AT)
    repository.save(None, picture)
    repository.save(picture, lifecycle.accept(picture, make_renditions(PICTURE)))


def save_terms(taxonomy: TaxonomyRepository) -> None:
    """Two of each kind; articles use the first one."""
    stamp = {"version": 1, "changed_at": timestamp(AT), "changed_by": Person(id=AZIZA[0], name=AZIZA[1])}
    names = {"en": "Economy", "ru": "Экономика", "uz": "Iqtisodiyot"}
    for kind, slug, term_names in (
        ("category", "economy", names),
        ("category", "weather", {"en": "Weather"}),
        ("tag", "cycling", {"en": "Cycling"}),
        ("tag", "cyclists", {"en": "Cyclists"}),
        ("author", "nilufar-ergasheva", {"en": "Nilufar Ergasheva"}),
        ("author", "anvar-saidov", {"en": "Anvar Saidov"}),
    ):
        taxonomy.save(None, Term(kind=kind, slug=slug, names=term_names, **stamp))


def write_articles(settings: Settings, dynamodb) -> None:
    """An article that is published in a category with a tag and an author, a related story, and a draft."""
    save_terms(TaxonomyRepository(dynamodb, settings.table("taxonomy")))
    commands, person = ArticleCommands.from_settings(settings, dynamodb), Person(id=AZIZA[0], name=AZIZA[1])
    draft = Draft(
        lang="en",
        title="Forty Kilometres on Two Wheels",
        dek="The city joins its scattered cycle lanes into one ring.",
        dateline="Tashkent",
        body="The last gap in the ring closed on Monday.\n\nOne can now ride **without meeting a car**.",
        authors=[{"slug": "nilufar-ergasheva", "role": "Correspondent"}],
        categories=["economy"],
        tags=["cycling"],
        image={"media": PICTURE},
    )
    related = draft.model_copy(update={"title": "A Bridge for Cyclists", "authors": (), "image": None})
    for id, one, at in ((RELATED, related, AT - timedelta(days=1)), (PUBLISHED, draft, AT)):
        article = commands.create(one, id=id, by=person, at=at, write_id=f"create-{id}")
        commands.publish(article, by=person, at=at, write_id=f"publish-{id}")
    commands.create(draft.model_copy(update={"slug": "not-yet"}), id=DRAFT, by=person, at=AT, write_id="draft")


def store_redirects(settings: Settings, dynamodb) -> None:
    """Paths of a former site."""
    for path in ("/2019/05/two-wheels.html", "/2019/two-wheels.html"):
        item = {"address": {"S": path}, "moved_to": {"S": PUBLISHED}}
        dynamodb.put_item(TableName=settings.table("articles"), Item=item)


def store_rates(settings: Settings, dynamodb) -> None:
    """Two sheets of the Central Bank, so that the second has changes, and a rate that is held."""
    table, cbu = SheetCommands(RateRepository(settings.table("rates"), dynamodb)), load_bank("cbu")
    before = document(AT.date().replace(day=17), USD="12105.78", EUR="14232.78", RUB="152.56", TMT="4037.68")
    for body in (before, document(AT.date(), TMT="3469.17")):
        table.store(cbu, cbu.parse(body), raw="0" * 64, at=AT)
