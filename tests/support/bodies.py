"""Bodies of articles made at random from the grammar of docs/body.md, and what readers get of a body."""

import html
import re
from html.parser import HTMLParser
from random import Random

WORDS = [
    "water",
    "canal",
    "Тошкент",
    "сув",
    "oʻzbek",
    "metr",
    "café",
    "中文字",
    "שלום",
    "🚰",
    "it’s",
    "a&b",
    "x<y",
    "1,204",
    "−11%",
    "«кавычки»",
    "end.",
    "https://kun.uz/a?b=1&c=2",
    "O'zbek",
    "e-mail",
    "long–dash",
    "m³",
    "i̇stanbul",
    "👩🏽\u200d🌾",
    "𝔘𝔫𝔦",
]
FORMATS = [
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "del",
    "ins",
    "mark",
    "small",
    "sub",
    "sup",
    "code",
    "cite",
    "q",
    "abbr",
    "time",
    "a",
]
EMBEDS = (
    "https://youtu.be/dQw4w9WgXcQ?t=90",
    "https://vimeo.com/76979871",
    "https://t.me/kunuz/123",
    "https://x.com/i/status/1234567890",
    "https://www.instagram.com/reel/Cabcdefghij/",
    "https://vm.tiktok.com/ZMabcdefg/",
    "https://www.facebook.com/groups/1234567/posts/7654321/",
)
MEDIA = "media:01KCRPJ5M0V7Z4N8Q2W6X9Y3TB"
IMAGES = (MEDIA, "https://example.com/a.jpg", "/pictures/b.png")


class BodyMaker:
    """Blocks of HTML that editors and their programs write, and of the odder things that the grammar allows."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def make_blocks(self) -> list[str]:
        return [self.make_block(0) for _ in range(self.random.randint(1, 6))]

    def make_block(self, depth: int) -> str:
        common = (self.paragraph,) * 5 + (self.heading, self.list, self.list, self.quote, self.table)
        rare = (self.picture, self.embed, self.code, self.definitions, self.division, self.loose_text, self.details)
        others = (lambda depth: "<hr>", lambda depth: "<p> </p>", lambda depth: "<p dir=rtl>" + self.inline() + "</p>")
        made = common if depth > 2 else (*common, *common, *rare, *others)
        return self.random.choice(made)(depth)

    def chance(self, likelihood: float) -> bool:
        return self.random.random() < likelihood

    def words(self) -> str:
        chosen = (self.random.choice(WORDS) for _ in range(self.random.randint(1, 6)))
        return html.escape(self.random.choice((" ", " ", " ", "\n", "\u00a0", "  ")).join(chosen), quote=False)

    def inline(self, depth: int = 0) -> str:
        parts = [self.inline_part(depth) for _ in range(self.random.randint(1, 4))]
        return self.random.choice(("", " ", " ")).join(parts)

    def inline_part(self, depth: int) -> str:
        if depth > 2 or self.chance(0.5):
            return self.words()
        if self.chance(0.08):
            return self.random.choice(("<br>", "<br>\n", self.image()))
        name = self.random.choice(FORMATS)
        return f"<{name}{self.inline_attributes(name)}>{self.inline(depth + 1)}</{name}>"

    def inline_attributes(self, name: str) -> str:
        own = {
            "a": [
                ' href="https://kun.uz/uz?a=1&amp;b=2"',
                ' href="/uz/news" rel="nofollow"',
                ' href="mailto:a@kun.uz" title="T&quot;"',
            ],
            "abbr": [' title="Long name"'],
            "time": [' datetime="2026-03-18"'],
            "q": [' cite="https://kun.uz/q"', ""],
        }
        language = ' lang="fr"' if self.chance(0.05) else ' dir="ltr"' if self.chance(0.03) else ""
        return self.random.choice(own.get(name, [""])) + language

    def image(self) -> str:
        source = self.random.choice(IMAGES)
        rest = self.random.choice(
            ("", ' alt=""', ' alt="A canal &amp; a gate"', ' alt="x" title="t" width="30" height="20"')
        )
        return f'<img src="{source}"{rest}>'

    def block_attributes(self) -> str:
        return self.random.choice((' lang="uz"', ' dir="rtl"', ' lang="ar" dir="rtl"')) if self.chance(0.06) else ""

    def paragraph(self, depth: int) -> str:
        return f"<p{self.block_attributes()}>{self.inline()}</p>"

    def heading(self, depth: int) -> str:
        level = self.random.randint(1, 6)
        return f"<h{level}{self.block_attributes()}>{self.inline(1)}</h{level}>"

    def list(self, depth: int) -> str:
        name = self.random.choice(("ul", "ol"))
        own = self.random.choice(("", "", ' start="4"', ' type="a"', " reversed")) if name == "ol" else ""
        items = [f"<li>{self.content(depth)}</li>" for _ in range(self.random.randint(1, 4))]
        between = self.random.choice(("", "\n"))
        return f"<{name}{own}{self.block_attributes()}>{between}{between.join(items)}{between}</{name}>"

    def quote(self, depth: int) -> str:
        cite = ' cite="https://kun.uz/"' if self.chance(0.2) else ""
        return f"<blockquote{cite}{self.block_attributes()}>{self.content(depth)}</blockquote>"

    def content(self, depth: int) -> str:
        """Of items, quotes and cells: text, blocks, or one beside the other."""
        kind = self.random.randint(0, 5)
        if kind < 2 or depth > 2:
            return self.inline()
        if kind == 2:
            return f"<p>{self.inline()}</p>" * self.random.randint(1, 2)
        if kind == 3:
            return self.inline() + "\n" + self.list(depth + 1)
        if kind == 4:
            return self.inline() + self.make_block(depth + 1) + self.inline()
        return "\n".join(self.make_block(depth + 1) for _ in range(self.random.randint(1, 3)))

    def table(self, depth: int) -> str:
        columns = self.random.randint(1, 4)
        caption = f"<caption>{self.inline(2)}</caption>" if self.chance(0.1) else ""
        head = f"<thead>{self.row(columns, 'th', depth)}</thead>" if self.chance(0.7) else ""
        rows = "".join(self.row(columns, "td", depth) for _ in range(self.random.randint(1, 3)))
        foot = f"<tfoot>{self.row(columns, 'td', depth)}</tfoot>" if self.chance(0.1) else ""
        return f"<table>{caption}{head}<tbody>{rows}</tbody>{foot}</table>"

    def row(self, columns: int, name: str, depth: int) -> str:
        cells = []
        while columns > 0:
            span = self.random.randint(2, 3) if columns > 2 and self.chance(0.1) else 1
            columns -= span
            align = f' align="{self.random.choice(("left", "center", "right"))}"' if self.chance(0.3) else ""
            spans = f' colspan="{span}"' if span > 1 else ""
            scope = ' scope="col"' if name == "th" and self.chance(0.2) else ""
            content = self.inline(2) if self.chance(0.8) else self.content(depth + 2) if self.chance(0.8) else ""
            used = "th" if self.chance(0.05) else name
            cells.append(f"<{used}{spans}{align}{scope if used == 'th' else ''}>{content}</{used}>")
        return f"<tr>{''.join(cells)}</tr>"

    def picture(self, depth: int) -> str:
        kind = self.random.randint(0, 4)
        if kind == 0:
            return f"<p>{self.image()}</p>"
        if kind == 1:
            return f"<figure>{self.image()}<figcaption>{self.inline(1)}</figcaption></figure>"
        if kind == 2:
            return f"<figure>{self.image()}</figure>"
        if kind == 3:
            return f'<p><a href="https://kun.uz/">{self.image()}</a></p>'
        return f"<figure><p>{self.image()}</p>{self.image()}<figcaption><p>{self.inline(1)}</p></figcaption></figure>"

    def embed(self, depth: int) -> str:
        address = html.escape(self.random.choice(EMBEDS))
        title = self.inline(2) if self.chance(0.3) else self.words()
        kinds = (
            f"<p>{address}</p>",
            f'<p><a href="{address}">{title}</a></p>',
            f'<p><a href="{address}" rel="sponsored">{address}</a></p>',
            f'<p><a href="{address}" title="T">{address}</a><br>{address}</p>',
            f'<figure><a href="{address}">{title}</a><figcaption>{self.inline(1)}</figcaption></figure>',
            f'<blockquote><p><a href="{address}">{address}</a></p></blockquote>',
            f'<p lang="ru">{address}</p>',
        )
        return self.random.choice(kinds)

    def code(self, depth: int) -> str:
        text = html.escape(self.random.choice(("let a = 1;\n\n  b <= 2", "\nfirst\n", "x", "  two  spaces  ")))
        kinds = (
            f"<pre><code>{text}</code></pre>",
            f"<pre>{text}</pre>",
            f"<pre><code>a <em>b</em>\n{text}</code></pre>",
        )
        return self.random.choice(kinds)

    def definitions(self, depth: int) -> str:
        return f"<dl><dt>{self.inline(1)}</dt><dd>{self.content(2)}</dd></dl>"

    def division(self, depth: int) -> str:
        return f"<div{self.block_attributes()}>{self.content(depth)}</div>"

    def loose_text(self, depth: int) -> str:
        return self.inline()

    def details(self, depth: int) -> str:
        return f"<details><summary>{self.inline(1)}</summary>{self.make_block(depth + 1)}</details>"


INLINE = frozenset({*FORMATS, "span"})
_VOID = frozenset({"br", "hr", "img"})


class ReaderView(HTMLParser):
    """What readers get of a rendered body: each word with its marks, within the blocks around it.

    The order of nested marks, and line ends and repeated spaces outside of code make no difference.
    """

    def __init__(self, body: str) -> None:
        super().__init__()
        self.parts: list[object] = []
        self._marks: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self._preformatted = 0
        self.feed(body)
        self.close()
        self._end_line()

    def handle_starttag(self, tag, attrs):
        if tag in INLINE:
            self._marks.append((tag, tuple(sorted(attrs))))
        elif tag == "br":
            self._put("\n")
        elif tag == "img":
            self._put(("img", tuple(sorted(attrs))))
        else:
            self._end_line()
            self.parts.append((tag, tuple(sorted(attrs))))
            self._preformatted += tag == "pre"

    def handle_endtag(self, tag):
        if tag in INLINE:
            place = max(place for place, mark in enumerate(self._marks) if mark[0] == tag)
            del self._marks[place]
        elif tag not in _VOID:
            self._end_line()
            self.parts.append(f"/{tag}")
            self._preformatted -= tag == "pre"

    def handle_data(self, data):
        for character in data if self._preformatted else re.sub(r"[ \t\r\n\f]+", " ", data):
            self._put(character)

    def _put(self, leaf):
        is_space = leaf == " " and not self._preformatted
        last = self.parts[-1] if self.parts else None
        before = last[0] if isinstance(last, tuple) and len(last) == 2 and isinstance(last[1], frozenset) else None
        if is_space and (before is None or before in (" ", "\n")):
            return
        if leaf == "\n" and before == " " and not self._preformatted:
            self.parts.pop()
        self.parts.append((leaf, frozenset() if leaf in (" ", "\n") else frozenset(self._marks)))

    def _end_line(self):
        if self.parts and not self._preformatted and self.parts[-1] == (" ", frozenset()):
            self.parts.pop()


def read(body: str) -> list[object]:
    """What readers get of a rendered body, to be compared."""
    return ReaderView(body).parts
