"""The confirm token in what people enter, and in addresses that services rewrote."""

from urllib.parse import quote

import pytest

from gazette.subscriptions.confirm_code import find_token

TOKEN = "q7Jx0vW2kP9mZr4TgYb1Lh8sNc5fUe3aDi6oKwQx_-E"
LINK = f"https://news.example/v1/subscriptions/confirm?lang=ru#{TOKEN}"
SIGNATURE = "sdata=" + "S" * 43 + "%3D"
"""Outlook's link service signs with 32 bytes in base64: as many characters as a token."""


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f" {TOKEN}\r\n",
        f"{TOKEN}\N{NO-BREAK SPACE}",
        f"{TOKEN[:20]}\r\n {TOKEN[20:]}",
        f"Code: {TOKEN}.",
        f"code {TOKEN[:20]}\n{TOKEN[20:]}",
        f"<{TOKEN}>",
        f"<code>{TOKEN}</code>",
        LINK,
        f"{LINK}.",
        f"<{LINK}>",
        f"{LINK[:70]}\n{LINK[70:]}",
        LINK.replace("#", "%23"),
        quote(quote(LINK, safe=""), safe=""),
        f"https://eur01.safelinks.protection.outlook.com/?url={quote(LINK, safe='')}&data=05%7C02&{SIGNATURE}",
        f"{LINK.replace('#', '&utm_source=mail#')}&utm_medium=x",
        f"https://news.example/{'p' * 43}#{TOKEN}",
        f"{'f' * 43} {TOKEN}",
    ],
)
def test_the_token_is_found(text):
    assert find_token(text) == TOKEN


@pytest.mark.parametrize("text", ["", "12 34", "x" * 42, "x" * 44, "https://news.example/v1/subscriptions/confirm"])
def test_a_text_without_a_token_is_returned_without_white_space(text):
    assert find_token(text) == "".join(text.split())
