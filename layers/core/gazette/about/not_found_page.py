"""The page for addresses that have no route, such as `/en/category/sport`. Routes with a page have their own.

It is a file beside the handler and not a template of the site, whose renderer this function does not need otherwise.
"""

from gazette.settings import Settings
from gazette.words import load_words


class NotFoundPage:
    def __init__(self, folder: str, settings: Settings) -> None:
        self._path, self._settings = f"{folder}/not_found.html", settings

    def render(self, path: str) -> str:
        """The HTML of the page, in the language with which the path begins, or in the site's first language."""
        import html  # not at module level: it loads a table of 2,000 entities

        first = path.split("/")[1]
        lang = first if first in self._settings.languages else self._settings.default_language
        words = load_words(lang)["site"]
        values = {"lang": lang, "dir": words["dir"], "site": self._settings.site_name, "back": words["back"]}
        with open(self._path, encoding="utf-8") as file:  # noqa: PTH123 (pathlib costs a public function 3 ms)
            page = file.read()
        for name, value in {**values, **words["not_found"]}.items():
            page = page.replace(f"{{{{{name}}}}}", html.escape(value))
        return page
