"""Spellings of a word that are one."""

import pytest

from gazette.search.folding import fold, fold_english, fold_uzbek


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Ёлка", "елка"),
        ("Йод", "йод"),
        ("Café", "cafe"),
        ("Cafe\u0301", "cafe"),
        ("за\u0301мок", "замок"),
        ("Straße", "strasse"),
        ("İzmir", "izmir"),
        ("inter\u00adnational", "international"),
        ("ﬁnance", "finance"),
        ("ＧＡＺ", "gaz"),
        ("Ὀδυσσεύς", "οδυσσευσ"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("x" * 100, "x" * 60),
    ],
)
def test_folds_case_accents_and_what_is_invisible(word, folded):
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("word", "folded"), [("Government’s", "government"), ("don't", "dont"), ("'s", "s"), ("is", "is")]
)
def test_an_english_possessive_is_its_noun(word, folded):
    assert fold_english(word) == folded


APOSTROPHES = ["ʻ", "ʼ", "'", "’", "‘", "`", "´", ""]


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
def test_uzbek_is_one_with_any_apostrophe(apostrophe):
    assert fold_uzbek(f"O{apostrophe}zbekiston") == fold_uzbek("Ўзбекистон") == "ozbekiston"
    assert fold_uzbek(f"tog{apostrophe}") == fold_uzbek("тоғ") == "tog"


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Yevropa", "Европа"),
        ("poyezd", "поезд"),
        ("konstitutsiya", "конституция"),
        ("sirk", "цирк"),
        ("sentabr", "сентябрь"),
        ("choyxona", "чойхона"),
        ("Qashqadaryo", "Қашқадарё"),
        ("maʼmuriyat", "маъмурият"),
        ("jahon", "жаҳон"),
        ("yoshlar", "ёшлар"),
        ("shoʻrva", "шўрва"),
        ("eksport", "экспорт"),
    ],
)
def test_uzbek_is_one_in_both_scripts(latin, cyrillic):
    assert fold_uzbek(latin) == fold_uzbek(cyrillic)
