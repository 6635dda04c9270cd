"""What the environment says, read by name; what is missing is an error at start, never a default that fails at night.

Lean on purpose (no dataclasses, no typing): every public read imports it.
"""

from collections.abc import Mapping

from gazette.errors import Invalid


class SettingMissing(Exception):
    """A variable that the template must set is not set."""


class Settings:
    """The environment of one function. Absent names raise `SettingMissing` at the moment they are read."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def require(self, name: str) -> str:
        value = self._environ.get(name, "")
        if not value:
            raise SettingMissing(f"the environment variable {name} is not set; template.yaml sets it")
        return value

    def optional(self, name: str) -> str:
        return self._environ.get(name, "")

    def table(self, noun: str) -> str:
        """Name of a table: `table("articles")` reads ARTICLES_TABLE."""
        return self.require(f"{noun.upper()}_TABLE")

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP 47 languages of the site, the default one first."""
        return tuple(lang.strip() for lang in self.require("LANGUAGES").split(",") if lang.strip())

    @property
    def default_language(self) -> str:
        return self.languages[0]

    def language(self, asked: str | None) -> str:
        """The language that a query's `lang` asks for, the default one where it does not; `Invalid` for others."""
        if asked is not None and asked not in self.languages:
            raise Invalid.at("?lang", f"It must be one of {', '.join(self.languages)}.")
        return asked or self.default_language

    @property
    def site_name(self) -> str:
        return self.require("SITE_NAME")

    @property
    def article_path(self) -> str:
        """Path of an article's page, with `{lang}` and `{slug}` in it."""
        return self.require("ARTICLE_PATH")

    @property
    def timezone(self) -> str:
        """IANA zone in which readers are shown dates."""
        return self.require("SITE_TIMEZONE")

    @property
    def rate_sources(self) -> tuple[str, ...]:
        """Ids of the banks whose rates are kept, the default one first."""
        return tuple(source.strip() for source in self.require("RATE_SOURCES").split(",") if source.strip())

    @property
    def telegram_channels(self) -> dict[str, str]:
        """Channel per language, from `en=@gazette,ru=@gazette_ru`."""
        pairs = (entry.split("=", 1) for entry in self.optional("TELEGRAM_CHANNELS").split(",") if "=" in entry)
        return {lang.strip(): channel.strip().removeprefix("@") for lang, channel in pairs}
