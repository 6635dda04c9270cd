"""What people paste into the field for the code, and addresses of the confirm page as link services change them.

The server and the site's script must find the same token in an address.
"""

import base64
from urllib.parse import quote

TOKEN = "q7Jx0vW2kP9mZr4TgYb1Lh8sNc5fUe3aDi6oKwQx_-E"
"""Has an underscore and a hyphen near its end, where markup is put."""
LINK = f"https://news.example/v1/subscriptions/confirm?lang=ru#{TOKEN}"
SIGNATURE = base64.urlsafe_b64encode(b"s" * 32).decode().rstrip("=")
"""Outlook's link service signs with 32 bytes in base64: as many characters as a token, and of the same form."""

ENCODED_TOKEN = TOKEN.replace("_", "%5F").replace("-", "%2D")

ADDRESSES = [
    *(f"confirm#{TOKEN}", f"confirm?lang=ru#{TOKEN}", f"confirm?lang=ru&utm_source=mail#{TOKEN}"),
    *(f"confirm#{TOKEN}.", f"confirm#{TOKEN})", f"confirm#{TOKEN}%22%3E", f"confirm#<{TOKEN}>", f"confirm#%20{TOKEN}"),
    *(f"confirm%23{TOKEN}", f"confirm%2523{TOKEN}", f"confirm?lang=ru%23{TOKEN}", f"confirm%23{TOKEN}/"),
    *(f"confirm#token={TOKEN}", f"confirm#code={TOKEN}&x=1", f"confirm#/{TOKEN}", f"confirm#token%3D{TOKEN}"),
    *(f"confirm/{TOKEN}", f"confirm&{TOKEN}", f"confirm.{TOKEN}", f"confirm/%23{TOKEN}"),
    *(f"confirm#{ENCODED_TOKEN}", f"confirm%23{ENCODED_TOKEN}", f"confirm#{ENCODED_TOKEN.replace('%', '%25')}"),
    *(f"confirm#{TOKEN[:20]}%C2%AD{TOKEN[20:]}", f"confirm#{TOKEN[:20]}\N{ZERO WIDTH SPACE}{TOKEN[20:]}"),
    *(f"confirm#{TOKEN}_", f"confirm#{TOKEN}__", f"confirm#_{TOKEN}_", f"confirm#{TOKEN}x", f"confirm#-{TOKEN}"),
    *(f"confirm#{TOKEN}?fbclid={'I' * 61}", f"confirm#{TOKEN}&sig={SIGNATURE}", f"confirm?sig={SIGNATURE}#{TOKEN}"),
    *(f"confirm#{TOKEN}%FF", f"confirm#%E2%80{TOKEN}"),
    # a longer word in a fragment that a service added
    *(f"confirm#{TOKEN}&r=%23{'f' * 61}", f"confirm#{TOKEN}&next=%23/confirm/{'f' * 50}"),
]
"""Below `/v1/subscriptions/`, as a browser opens them."""

_SAFE_LINK = (
    f"https://eur01.safelinks.protection.outlook.com/?url={quote(LINK, safe='')}&data=05%7C02&sdata={SIGNATURE}%3D"
)
_PROOFPOINT_2 = (
    "https://urldefense.proofpoint.com/v2/url?u=https-3A__news.example_v1_subscriptions_confirm-3Flang-3Dru-23"
    f"{TOKEN.replace('-', '-2D').replace('_', '-5F')}&d=DwMFaQ&c={SIGNATURE}&m={SIGNATURE}&s={SIGNATURE}&e="
)
_PROOFPOINT_3 = f"https://urldefense.com/v3/__{LINK.replace('#', '*')}__;Iw!!AbC-dEf_1!{SIGNATURE}{SIGNATURE}$"

PASTED = [
    *(TOKEN, f" {TOKEN}\r\n", f"{TOKEN}\N{NO-BREAK SPACE}", f"{TOKEN[:20]}\r\n {TOKEN[20:]}"),
    *(f"Code: {TOKEN}.", f"code {TOKEN[:20]}\n{TOKEN[20:]}", f"<{TOKEN}>", f"<code>{TOKEN}</code>"),
    *(LINK, f"{LINK}.", f"<{LINK}>", f"{LINK[:70]}\n{LINK[70:]}", LINK.replace("#", "%23")),
    quote(quote(LINK, safe=""), safe=""),
    f"{LINK.replace('#', '&utm_source=mail#')}&utm_medium=x",
    f"https://news.example/{'p' * 43}#{TOKEN}",
    f"{'f' * 43} {TOKEN}",
    f"{SIGNATURE} {TOKEN}",
    # invisible characters, and variants of a hyphen
    *(f"\N{ZERO WIDTH NO-BREAK SPACE}{TOKEN}\N{ZERO WIDTH SPACE}", f"\N{RIGHT-TO-LEFT MARK}{TOKEN}"),
    "\N{ZERO WIDTH SPACE}".join(TOKEN),
    *(f"{TOKEN[:9]}{char}{TOKEN[9:]}" for char in "\N{SOFT HYPHEN}\N{WORD JOINER}\N{COMBINING GRAPHEME JOINER}"),
    *(TOKEN.replace("-", char) for char in "\N{NON-BREAKING HYPHEN}\N{HYPHEN}\N{MINUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}"),
    f"{TOKEN[:20]}\N{SOFT HYPHEN}\n{TOKEN[20:]}",
    # words before and after
    *(
        f"Code{TOKEN}",
        f"Code:{TOKEN}",
        f"Код{TOKEN}",
        f"{TOKEN}Then",
        f"Code{TOKEN}Then",
        f"Code:\n{TOKEN}\nThen press",
    ),
    # markup
    *(f"_{TOKEN}_", f"__{TOKEN}__", f"*{TOKEN}*", f"**{TOKEN}**", f"`{TOKEN}`", f"~{TOKEN}~", f"{TOKEN}_", f"-{TOKEN}"),
    *(f"- {TOKEN} -", f"--{TOKEN}--", f"[{TOKEN}]({LINK})", f'href="{LINK}"'),
    # link services
    *(_SAFE_LINK, _PROOFPOINT_2, _PROOFPOINT_3, f"<{_PROOFPOINT_3}>", f"Open {_PROOFPOINT_3} now"),
    f"https://www.google.com/url?q={quote(LINK, safe='')}&source=gmail&usg=AOvVaw0{SIGNATURE[:21]}",
    f"https://linkprotect.example/url?a={quote(LINK, safe='').replace('%3A', '%3a')}&c=E,1,{SIGNATURE}{SIGNATURE},1",
    # fragments with a name, percent encodings
    *(LINK.replace("#", "#token="), LINK.replace("#", "#code=") + "&x=1", LINK.replace("#", "#/")),
    *(ENCODED_TOKEN, LINK.replace(TOKEN, ENCODED_TOKEN), f"{TOKEN}%20", f"{TOKEN}%0A", f"%E2%80%8B{TOKEN}"),
]
"""Texts in the field for the code."""
