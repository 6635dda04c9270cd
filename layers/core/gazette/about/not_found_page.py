"""The page for addresses that have no route, such as `/en/category/sport` or a damaged link of a mail.

It is a file beside the handler and not a template of the site, whose renderer this function does not need otherwise.
"""

from collections.abc import Mapping

from gazette.settings import Settings
from gazette.words import load_words


class NotFoundPage:
    def __init__(self, folder: str, settings: Settings) -> None:
        self._path, self._settings = f"{folder}/not_found.html", settings

    def render(self, path: str) -> str:
        """The HTML of the page, in the language with which the path begins, or in the site's first language."""
        first = path.split("/")[1]
        lang = first if first in self._settings.languages else self._settings.default_language
        return self._render(lang, load_words(lang)["site"]["not_found"])

    def render_damaged_link(self, lang: str) -> str:
        """The HTML of the page for an address that resembles a link of a mail."""
        return self._render(lang, load_words(lang)["subscriptions"]["not_found"])

    def _render(self, lang: str, text: Mapping[str, str]) -> str:
        """`text` has title and text."""
        import html  # not at module level: it loads a table of 2,000 entities

        words = load_words(lang)["site"]
        values = {"lang": lang, "site": self._settings.site_name}
        values |= {name: words[name] for name in ("dir", "back", "all_news")}
        with open(self._path, encoding="utf-8") as file:  # noqa: PTH123 (pathlib costs a public function 3 ms)
            page = file.read()
        for name, value in {**values, **text}.items():
            page = page.replace(f"{{{{{name}}}}}", html.escape(value))
        return page
