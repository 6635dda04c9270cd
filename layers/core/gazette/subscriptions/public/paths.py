"""Paths of the reader's routes, as the gateway routes them and as links in mails name them."""

SIGN_UP_PATH = "/v1/subscriptions"
CONFIRM_PATH = "/v1/subscriptions/confirm"
MANAGE_PATH = "/v1/subscriptions/manage"
PREFERENCES_PATH = "/v1/subscriptions/me"
UNSUBSCRIBE_PATH = "/v1/subscriptions/unsubscribe/"
"""The unsubscribe token follows."""


def add_language(url: str, lang: str | None) -> str:
    """The URL with a `lang` parameter. Without a language the page uses the language that its reader prefers."""
    return f"{url}?lang={lang}" if lang else url
