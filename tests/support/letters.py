"""The content of issues, as the planner of digests makes it: a day in Tashkent, in each language."""

from typing import Any

LANGUAGES = ("en", "ru", "uz", "uz-Cyrl")

# Section, title, dek.
STORIES: dict[str, list[tuple[str, str, str]]] = {
    "en": [
        (
            "Society",
            "Tashkent opens nine stations of its ring metro line",
            "Trains run every four minutes from 5:30 to midnight, and a ride costs 3,000 soum. The second half of the "
            "ring is due in 2028.",
        ),
        ("Economy", "The Central Bank keeps its rate at 13.5 %", "Inflation slowed to 8.1 % in September."),
        (
            "Economy",
            "Cotton harvest ends two weeks early",
            "Farmers in Fergana blame the heat; the yield is 4 % below last year’s.",
        ),
        (
            "Society",
            "Samarkand’s schools move to a single shift by 2027",
            "The city builds eleven schools. 38,000 pupils now study in the second shift.",
        ),
        (
            "Region",
            "Bishkek and Tashkent agree on water for the spring",
            "Kyrgyzstan will hold back 400 million cubic metres in Toktogul until April.",
        ),
        ("Sport", "Uzbekistan beats Qatar 2:1 in Tashkent", "Both goals came in the last ten minutes."),
    ],
    "ru": [
        (
            "Общество",
            "В Ташкенте открылись девять станций кольцевой линии метро",
            "Поезда ходят каждые четыре минуты с 5:30 до полуночи, проезд стоит 3000 сумов. Вторая половина кольца "
            "должна открыться в 2028 году.",
        ),
        (
            "Экономика",
            "Центральный банк сохранил ставку на уровне 13,5 %",
            "Инфляция в сентябре замедлилась до 8,1 %. К концу года правление ждёт 7 %.",
        ),
        (
            "Экономика",
            "Уборка хлопка завершилась на две недели раньше",
            "Фермеры Ферганы объясняют это жарой; урожайность на 4 % ниже прошлогодней.",
        ),
        (
            "Общество",
            "Школы Самарканда перейдут на одну смену к 2027 году",
            "В городе строят одиннадцать школ. Сейчас 38 000 учеников занимаются во вторую смену.",
        ),
        (
            "Регион",
            "Бишкек и Ташкент договорились о воде на весну",
            "Кыргызстан придержит 400 млн кубометров в Токтогуле до апреля.",
        ),
        ("Спорт", "Узбекистан обыграл Катар со счётом 2:1", "Оба гола забиты в последние десять минут."),
    ],
    "uz": [
        (
            "Jamiyat",
            "Toshkentda halqa metro yoʻlining toʻqqiz bekati ochildi",
            "Poyezdlar 5:30 dan yarim tungacha har toʻrt daqiqada qatnaydi, yoʻlkira 3000 soʻm. Halqaning ikkinchi "
            "yarmi 2028-yilda ochiladi.",
        ),
        (
            "Iqtisodiyot",
            "Markaziy bank stavkani 13,5 % darajasida saqlab qoldi",
            "Sentabrda inflyatsiya 8,1 % gacha sekinlashdi.",
        ),
        (
            "Iqtisodiyot",
            "Paxta terimi ikki hafta erta tugadi",
            "Fargʻona fermerlari buni issiq bilan izohlamoqda; hosildorlik oʻtgan yilgidan 4 % past.",
        ),
        (
            "Jamiyat",
            "Samarqand maktablari 2027-yilgacha bir smenaga oʻtadi",
            "Shaharda oʻn bitta maktab qurilmoqda. Hozir 38 000 oʻquvchi ikkinchi smenada oʻqiydi.",
        ),
        (
            "Mintaqa",
            "Bishkek va Toshkent bahorgi suv boʻyicha kelishdi",
            "Qirgʻiziston Toʻxtagʻulda 400 mln kub metr suvni aprelgacha saqlab turadi.",
        ),
        ("Sport", "Oʻzbekiston Qatarni 2:1 hisobida yengdi", "Ikkala gol ham soʻnggi oʻn daqiqada urildi."),
    ],
    "uz-Cyrl": [
        (
            "Жамият",
            "Тошкентда ҳалқа метро йўлининг тўққиз бекати очилди",
            "Поездлар 5:30 дан ярим тунгача ҳар тўрт дақиқада қатнайди, йўлкира 3000 сўм. Ҳалқанинг иккинчи ярми "
            "2028 йилда очилади.",
        ),
        (
            "Иқтисодиёт",
            "Марказий банк ставкани 13,5 % даражасида сақлаб қолди",
            "Сентябрда инфляция 8,1 % гача секинлашди.",
        ),
        (
            "Иқтисодиёт",
            "Пахта терими икки ҳафта эрта тугади",
            "Фарғона фермерлари буни иссиқ билан изоҳламоқда; ҳосилдорлик ўтган йилгидан 4 % паст.",
        ),
        (
            "Жамият",
            "Самарқанд мактаблари 2027 йилгача бир сменага ўтади",
            "Шаҳарда ўн битта мактаб қурилмоқда. Ҳозир 38 000 ўқувчи иккинчи сменада ўқийди.",
        ),
        (
            "Минтақа",
            "Бишкек ва Тошкент баҳорги сув бўйича келишди",
            "Қирғизистон Тўхтағулда 400 млн куб метр сувни апрелгача сақлаб туради.",
        ),
        ("Спорт", "Ўзбекистон Қатарни 2:1 ҳисобида енгди", "Иккала гол ҳам сўнгги ўн дақиқада урилди."),
    ],
}

IMAGE = {
    "alt": "A train on a bridge before the mountains",
    "caption": None,
    "credit": "Photo: Gazette",
    "placeholder": "data:image/webp;base64,AA==",
    "share": {"url": "https://news.example/media/1/share.jpg", "bytes": 90_000},
    "crops": [],
}

RATES = {
    "date": "2026-11-30",
    "source": "cbu",
    "lines": [
        {"currency": "USD", "rate": "12059.78", "change": "-46.00"},
        {"currency": "EUR", "rate": "13942.31", "change": "21.07"},
        {"currency": "RUB", "rate": "154.91", "change": None},
    ],
}

ISSUES = {
    "daily": ("2026-11-30", "2026-11-29T02:30:00Z"),
    "weekly": ("2026-11-29", "2026-11-22T02:30:00Z"),
    "breaking": ("01KCRA0000000000000000000Z", "2026-11-30T02:00:00Z"),
}
"""The end of the issue's id, and the beginning of its time."""


def build_card(lang: str, number: int, section: str, title: str, dek: str | None, **members: Any) -> dict[str, Any]:
    """The public card of a story, as far as mails read it."""
    return {
        "title": title,
        "dek": dek,
        "url": f"https://news.example/{lang}/story-{number}",
        "label": None,
        "image": None,
        "categories": [{"slug": section.lower(), "name": section}],
        "published_at": "2026-11-29T09:32:00Z",
        **members,
    }


def build_content(list_id: str, lang: str, **members: Any) -> dict[str, Any]:
    """The content of an issue. The lead has a picture."""
    cards = [build_card(lang, number, *story) for number, story in enumerate(STORIES[lang], 1)]
    cards[0]["image"] = IMAGE
    end, begun = ISSUES[list_id]
    return {
        "issue": f"{list_id}/{lang}/{end}",
        "list": list_id,
        "lang": lang,
        "from": begun,
        "until": "2026-11-29T02:30:00Z" if list_id == "weekly" else "2026-11-30T02:30:00Z",
        "stories": cards[:1] if list_id == "breaking" else cards,
        "rates": None if list_id == "breaking" else RATES,
        **members,
    }
