"""Settings of a function, read from its environment by name. A missing variable is an error: there are no defaults."""

from collections.abc import Mapping

from gazette.errors import Invalid


class SettingMissing(Exception):
    """The environment lacks a variable that the template must set."""


class SettingInvalid(Exception):
    """A variable of the environment has a value that the template does not allow."""


class Settings:
    """The environment of one function. Reading a missing variable raises `SettingMissing`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def require(self, name: str) -> str:
        value = self.environ.get(name, "")
        if not value:
            raise SettingMissing(f"the environment variable {name} is not set; template.yaml sets it")
        return value

    def optional(self, name: str) -> str:
        return self.environ.get(name, "")

    def table(self, noun: str) -> str:
        """Name of a table: `table("articles")` reads ARTICLES_TABLE."""
        return self.require(f"{noun.upper()}_TABLE")

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP 47 languages of the site; the first is the default."""
        return tuple(_split(self.require("LANGUAGES")))

    @property
    def default_language(self) -> str:
        return self.languages[0]

    def language(self, lang: str | None) -> str:
        """`lang` of a query, or the default language if it is None; raises `Invalid` for other languages."""
        if lang is not None and lang not in self.languages:
            raise Invalid.at("?lang", f"It must be one of {', '.join(self.languages)}.")
        return lang or self.default_language

    @property
    def site_name(self) -> str:
        return self.require("SITE_NAME")

    @property
    def article_path(self) -> str:
        """Path of an article's page, with the placeholders `{lang}` and `{slug}` (see `urls.article_path`)."""
        return self.require("ARTICLE_PATH")

    @property
    def timezone(self) -> str:
        """IANA time zone of the dates on the site."""
        return self.require("SITE_TIMEZONE")

    @property
    def rate_sources(self) -> tuple[str, ...]:
        """Ids of the site's banks; the first is the default."""
        return tuple(_split(self.require("RATE_SOURCES")))

    @property
    def mail_lists(self) -> frozenset[str]:
        """Ids of the mailing lists that the site sends; empty if it sends none."""
        return frozenset(_split(self.optional("MAIL_LISTS")))

    def privacy_url(self, lang: str) -> str | None:
        """Address of the privacy page in a language: a URL or a path of the site; None if there is none."""
        return self.optional("PRIVACY_PATH").replace("{lang}", lang) or None

    @property
    def telegram_channels(self) -> dict[str, str]:
        """Channel by language, from `en=@gazette,ru=@gazette_ru`."""
        pairs = (entry.split("=", 1) for entry in self.optional("TELEGRAM_CHANNELS").split(",") if "=" in entry)
        return {lang.strip(): channel.strip().removeprefix("@") for lang, channel in pairs}


def _split(text: str) -> list[str]:
    """The values of a text such as `en, ru`."""
    return [value.strip() for value in text.split(",") if value.strip()]
