"""Stems of words, and words of texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.search import uzbek
from gazette.search.analysis import get_analyzer


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["canal", "canals", "Canal’s"]),
        ("en", ["happy", "happiness"]),
        ("ru", ["президент", "президента", "Президентом"]),
        ("ru", ["ёлка", "елки", "ЁЛКУ"]),
        ("uz", ["maktab", "maktablar", "maktablarimizda", "мактабларимизнинг", "maktabga"]),
        ("uz", ["qishloq", "qishlogʻi", "қишлоққа"]),
        ("uz", ["shahar", "shahri", "шаҳрида"]),
        ("uz-Cyrl", ["Тошкент", "Toshkentdagi", "тошкентдан"]),
        ("de", ["Häuser", "häusern"]),
        ("kk", ["Қала", "қала"]),
    ],
)
def test_grammatical_forms_have_one_stem(lang, words):
    assert len({get_analyzer(lang).stem_word(word) for word in words}) == 1


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ["water", "watermelon"]), ("ru", ["банк", "банкрот"]), ("uz", ["bozor", "boʻron"])],
)
def test_other_words_have_other_stems(lang, words):
    assert len({get_analyzer(lang).stem_word(word) for word in words}) == len(words)


@given(st.text("abdefghijklmnopqrstuvxyz", max_size=20))
def test_an_uzbek_stem_is_its_own_stem(word):
    assert uzbek.stem(uzbek.stem(word)) == uzbek.stem(word)


def test_quotation_marks_are_no_part_of_a_word():
    words = [match[0] for match in get_analyzer("uz").find_words("“Oʻzbekiston” — ‘bogʻ’ va\u00a0suv")]
    assert words == ["Oʻzbekiston", "bogʻ", "va", "suv"]


@pytest.mark.parametrize("text", ["", " ", "?!", "—", "\u00ad", "🙂"])
@pytest.mark.parametrize("lang", ["en", "uz", "ru"])
def test_a_text_without_words_has_no_stems(text, lang):
    assert get_analyzer(lang).join_stems(text) == ""
    assert get_analyzer(lang).fold_words(text) == []


@pytest.mark.parametrize("lang", ["en", "uz", "ta"])
def test_no_letter_folds_to_a_blank_or_breaks_the_stemmer(lang):
    analyzer = get_analyzer(lang)
    letters = [letter for letter in map(chr, range(0x10FFFF)) if letter.isalnum() or letter == "_"]
    assert [letter for letter in letters if any(map(str.isspace, analyzer.fold(letter)))] == []
    assert all(" " not in analyzer.stem_word(letter) for letter in letters[::7])


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        ("hi", "हिन्दी में", ["हिन्दी", "में"]),
        ("ta", "தமிழ்நாடு", ["தமிழ்நாடு"]),
        ("ar", "مُحَمَّد", ["محمد"]),
        ("he", "שָׁלוֹם", ["שלום"]),
    ],
)
def test_signs_that_are_no_letters_belong_to_words(lang, text, words):
    assert get_analyzer(lang).fold_words(text) == words
