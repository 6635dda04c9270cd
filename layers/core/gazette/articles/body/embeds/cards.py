"""Cards of videos and posts: what becomes of an address that is alone in a line.

    <figure data-embed="youtube" data-id="…" data-frame="https://…"><a href="https://…" rel="…">Title</a></figure>

The source is sanitised HTML, which has no `data-` attributes: all of these are ours. A card that is rendered again
stays the same card, because the attributes are written anew from the address of its link.
"""

import html
import re

from gazette.articles.body.embeds.embed import Embed
from gazette.articles.body.embeds.providers import find_embed, is_address

_ATTRIBUTES = r'((?:\s[^\s"=>]+="[^"]*")*+)'
# What a repetition has taken it keeps (`++`, `*+`), so that no text takes longer than its length.
_PARAGRAPH = rf"<(p|div){_ATTRIBUTES}>((?:[^<]++|<(?!/?(?:p|div|figure)\b))*+)</\1>"
_FIGURE = (
    rf"<figure{_ATTRIBUTES}>\s*+(?:<(?:p|div)\b[^>]*+>)?+"
    r"((?:[^<]++|<(?!/?(?:p|div|figure|figcaption)\b))*+)(?:</(?:p|div)>)?+\s*+"
    r"(<figcaption\b(?:[^<]++|<(?!/?(?:figure|figcaption)\b))*+</figcaption>)?+\s*+</figure>"
)
_CLOSED = r"<(/?)(?:ul|ol|dl|table|blockquote|figure)\b[^>]*+>"
"""Elements in which addresses stay links: a list of links is a list."""
_BLOCK = re.compile(f"{_PARAGRAPH}|{_FIGURE}|{_CLOSED}")

_LINK = re.compile(rf"<a{_ATTRIBUTES}>(.*?)</a>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([^\s"=>]+)="([^"]*)"')
_FORMAT = re.compile(r"</?(?:strong|b|em|i|u|s|mark|small|q|cite|code)(?:\s[^>]*)?>")
_LINE_END = re.compile(r"<br>|\n")


def place_embeds(body: str) -> str:
    """The sanitised body with a card for each paragraph that has only addresses of videos and posts, one in a line."""
    depth = 0

    def replace(block: re.Match[str]) -> str:
        nonlocal depth
        name, attributes, content, figure_attributes, figure_content, caption, slash = block.groups()
        if slash is not None:
            depth += -1 if slash else 1
            return block[0]
        if depth:
            return block[0]
        if name:
            return _render_cards(content, attributes) or block[0]
        return _render_cards(figure_content, figure_attributes, caption or "", most=1) or block[0]

    return _BLOCK.sub(replace, body)


def _render_cards(content: str, attributes: str, caption: str = "", most: int = 100) -> str | None:
    """The cards of a paragraph's lines; None if a line is something else."""
    in_lines = _LINK.sub(lambda link: link[0].replace("\n", " "), content)
    lines = [line for line in map(str.strip, _LINE_END.split(in_lines)) if line]
    if not 1 <= len(lines) <= most:
        return None
    cards: list[str] = []
    for line in lines:
        card = _render_line(line, attributes, caption)
        if card is None:
            return None
        cards.append(card)
    return "\n".join(cards)


def _render_line(line: str, attributes: str, caption: str) -> str | None:
    link = _LINK.fullmatch(line)
    values = dict(_ATTRIBUTE.findall(link[1])) if link else {}
    address, text = (values.get("href", ""), _FORMAT.sub("", link[2])) if link else (line, line)
    embed = None if "<" in text else find_embed(html.unescape(address).strip())
    if embed is None:
        return None
    title = " ".join(text.split())
    if is_address(html.unescape(title)):
        title = values.get("title") or html.escape(embed.link)
    return _render_card(embed, title, attributes, values.get("rel", "noopener"), caption)


def _render_card(embed: Embed, title: str, attributes: str, rel: str, caption: str) -> str:
    """`title`, `attributes`, `rel` and `caption` are sanitised HTML."""
    data = {"embed": embed.provider, "id": embed.id, "frame": embed.frame}
    marks = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items() if value)
    link = f'<a href="{html.escape(embed.link)}" rel="{rel}">{title}</a>'
    return f"<figure{attributes}{marks}>{link}{caption}</figure>"
