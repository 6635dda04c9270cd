"""The words of the pages: every language of the site has all of them."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.local.stack import ROOT
from gazette.pages.texts import read_texts

FOLDER = ROOT / "web/texts"
FILES = sorted(FOLDER.glob("*.json"))
PLACEHOLDER = re.compile(r"\{\w*\}")


def leaves(words, path=""):
    """Each text by its path, with the placeholders that it fills."""
    if isinstance(words, str):
        return {path: sorted(PLACEHOLDER.findall(words))}
    pairs = words.items() if isinstance(words, dict) else enumerate(words)
    return {where: marks for key, value in pairs for where, marks in leaves(value, f"{path}/{key}").items()}


def read(path):
    return json.loads(path.read_text())


def test_each_language_of_the_site_has_its_file(stack):
    assert {path.stem for path in FILES} >= set(stack.parameters["Languages"].split(","))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_language_says_all_that_english_says_and_fills_the_same_places(path):
    assert leaves(read(path)) == leaves(read(FOLDER / "en.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_text_is_empty_or_has_straight_quotes(path):
    for where, text in texts_of(read(path)):
        assert text.strip(), where
        assert '"' not in text and "'" not in text, f"{where}: {text}"


def texts_of(words, path=""):
    if isinstance(words, str):
        yield path, words
        return
    for key, value in words.items() if isinstance(words, dict) else enumerate(words):
        yield from texts_of(value, f"{path}/{key}")


def test_every_text_of_the_site_is_used():
    sources = [*(ROOT / "web/templates").rglob("*.html"), *(ROOT / "layers/core/gazette/pages").glob("*.py")]
    used = "\n".join(path.read_text() for path in [*sources, ROOT / "functions/pages/handler.py"])
    unused = [
        key for key in read(FOLDER / "en.json")["site"] if not re.search(rf"\bsite\.{key}\b|[\"']{key}[\"']", used)
    ]
    assert unused == []


def test_every_text_of_the_page_of_rates_is_used():
    sources = [*(ROOT / "web/templates").rglob("rates*/*.html"), ROOT / "web/templates/rates.html"]
    used = "\n".join(path.read_text() for path in [*sources, ROOT / "layers/core/gazette/pages/rates/history.py"])
    words = read(FOLDER / "en.json")["rates"]
    assert [key for key in words if not re.search(rf"\bwords\.{key}\b|[\"']{key}[\"']", used)] == []


def test_a_date_is_written_as_the_language_writes_it():
    texts = read_texts(str(FOLDER), ("en", "ru", "uz", "uz-Cyrl"), "Asia/Tashkent")
    evening = datetime(2025, 12, 31, 20, 5, tzinfo=UTC)
    assert {lang: texts[lang].moment(evening) for lang in texts} == {
        "en": "1 January 2026, 01:05",
        "ru": "1 января 2026, 01:05",
        "uz": "2026-yil 1-yanvar, 01:05",
        "uz-Cyrl": "2026 йил 1 январь, 01:05",
    }
    assert texts["en"].day("2025-12-18T07:00:00Z") == "18 December 2025"


@pytest.mark.parametrize(
    ("lang", "skip"),
    [("uz-Latn", "Asosiy matnga oʻtish"), ("ru-KZ", "Перейти к содержанию"), ("ja", "Skip to the content")],
)
def test_a_language_without_a_file_borrows_the_nearest(lang, skip):
    assert read_texts(str(FOLDER), (lang,), "UTC")[lang].words["site"]["skip"] == skip


def test_a_zone_that_does_not_exist_is_an_error_at_start():
    with pytest.raises(KeyError):
        read_texts(str(FOLDER), ("en",), "Asia/Nowhere")


def test_files_are_named_as_languages_are():
    assert all(re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", Path(path).stem) for path in FILES)
