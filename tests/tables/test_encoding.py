"""Text that was decoded twice is found and undone, and right text is left alone."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lessonkit.tables.encoding import PAGES, decoded_once, wrong_page

NAMES = [
    "دير الزور",
    "البوكمال",
    "Hürriyet",
    "Zürich–Genève",
    "Дамаск",
    "Αθήνα",
    "Şanliurfa",
    "東京",
]


def spoilt(text: str, page: str) -> str:
    """Decode as a spreadsheet does: bytes that a page leaves free stand for themselves."""
    signs = (bytes([n]).decode(page, errors="replace") for n in text.encode())
    return "".join(
        chr(n) if sign == "\ufffd" else sign for n, sign in zip(text.encode(), signs, strict=True)
    )


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", NAMES)
def test_it_is_undone(name, page) -> None:
    assert decoded_once(spoilt(name, page), page) == name


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_found(page) -> None:
    texts = [spoilt(name, page) for name in NAMES]
    found = wrong_page([*texts, "plain"])
    assert [decoded_once(text, found) for text in texts] == NAMES


@pytest.mark.parametrize(
    "right",
    [*NAMES, "“CAFÉ”", "L’ÉTÉ”", "GRÖßE", "Ärzte ohne Grenzen", "“Über”", "15 °C", "½ km", "", "a"],
)
def test_right_text_is_left_alone(right) -> None:
    assert wrong_page([right]) is None


WIDE = [
    ("Keflav铆k", "Keflavík"),
    ("Eyjafjallaj枚kull", "Eyjafjallajökull"),
    ("丕賱鬲賳賮", "التنف"),
    ("袦芯褋泻胁邪", "Москва"),
    ("Bodﾃｸ", "Bodø"),
    ("譚ｱ莠ｬ繧ｿ繝ｯ繝ｼ", "東京タワー"),
    ("G철teborg", "Göteborg"),
    ("穢襤stanbul", None),
    ("Keflav穩k", "Keflavík"),
]


@pytest.mark.parametrize(("text", "name"), WIDE)
def test_a_page_of_two_bytes_is_found_and_undone(text, name) -> None:
    page = wrong_page([text])
    assert (page and decoded_once(text, page)) == name


@pytest.mark.parametrize(
    "right",
    [
        *[
            "小",
            "联通",
            "维C",
            "T恤",
            "卡拉OK",
            "北京市",
            "新疆",
            "小行星",
            "カラオケ",
            "ｶﾗｵｹ",
            "서울",
        ],
        "Tokyo 東京",
    ],
)
def test_names_of_the_east_are_left_alone(right) -> None:
    assert wrong_page([right]) is None


LETTERS = st.text(st.characters(categories=["L", "Zs", "Nd"], max_codepoint=0x2FF), min_size=1)


@given(LETTERS, st.sampled_from(list(PAGES)))
def test_what_is_undone_was_meant(text, page) -> None:
    assume(not text.isascii())
    undone = decoded_once(spoilt(text, page), page)
    assert undone in (text, None)


@given(st.text(st.characters(codec="ascii")), st.sampled_from(list(PAGES)))
def test_plain_letters_stay(text, page) -> None:
    assert decoded_once(text, page) is None
