"""Renders pages from Jinja templates. Templates and assets are below WEB_ROOT and are read once per process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gazette.about.language_names import find_endonym
from gazette.pages.alternates import build_version_path
from gazette.pages.assets import Assets
from gazette.pages.fonts import list_preloads
from gazette.pages.template_cache import FOLDER, TemplateCache, build_environment
from gazette.pages.texts import build_texts
from gazette.settings import Settings
from gazette.subscriptions.public.channels import choose_default_lists, describe_channels
from gazette.urls import archive_path, feed_path, front_path, list_page_path, rates_path, search_path, term_path

if TYPE_CHECKING:
    from gazette.pages.frame import Frame


class Pages:
    """The pages of the site: `pages.render("article.html", "en", article=…)`."""

    def __init__(self, settings: Settings) -> None:
        root = settings.require("WEB_ROOT")
        self._settings = settings
        self.languages = settings.languages
        self.assets = Assets(f"{root}/assets")
        self.texts = build_texts(self.languages, settings.timezone)
        self._environment = build_environment(f"{root}/templates", TemplateCache(FOLDER))
        self._environment.globals.update(
            asset=self.assets.path,
            page_path=build_version_path,
            term_path=term_path,
            archive_path=archive_path,
            feed_path=feed_path,
            rates_path=rates_path,
            search_path=search_path,
            list_page_path=list_page_path,
            site_name=settings.site_name,
        )
        # For JSON-LD in a script element: `tojson` escapes everything that could end the element.
        self._environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}

    def render(
        self, name: str, lang: str, *, frame: Frame | None = None, paths: Mapping[str, str] | None = None, **values: Any
    ) -> str:
        """The HTML of a page in a language of the site. Raises UndefinedError if a value of the template is missing.

        Without a frame the page has neither sections nor rates. `paths` are this page's paths in other languages. For
        a language without a path the language switch leads to the front page.
        """
        texts = self.texts[lang]
        return self._environment.get_template(name).render(
            {
                "channels": describe_channels(self._settings, lang),
                "default_lists": choose_default_lists(self._settings),
                **values,
            },
            lang=lang,
            t=texts.words,
            texts=texts,
            day=texts.day,
            date=texts.date,
            moment=texts.moment,
            home=front_path(lang),
            languages=[self._language(other, lang, paths or {}) for other in self.languages],
            frame=frame,
            preloads=list_preloads(lang),
        )

    def _language(self, other: str, lang: str, paths: Mapping[str, str]) -> dict[str, object]:
        path = paths.get(other, front_path(other))
        return {"lang": other, "name": find_endonym(other), "path": path, "current": other == lang}
