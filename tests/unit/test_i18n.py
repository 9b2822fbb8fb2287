"""The interface's words are all translated, and people's words stay words."""

from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from pages.common.i18n import LOCALE, translations
from pages.widgets.markdown import plain

PAGES, GEODATA = (Path(__file__).parents[2] / name for name in ("pages", "geodata"))


@cache
def messages_in_code() -> set[str]:
    messages = [message for _, _, message, _, _ in extract_from_dir(PAGES)]
    in_domain = extract_from_dir(GEODATA, keywords={"Message": None})
    messages += [message for _, _, message, _, _ in in_domain]
    return {message if isinstance(message, str) else message[0] for message in messages}


@cache
def translated() -> dict[str, object]:
    with (LOCALE / "en.po").open("rb") as file:
        messages = [message for message in read_po(file, locale="en") if message.id]
    return {m.id if isinstance(m.id, str) else m.id[0]: m.string for m in messages}


def test_every_message_is_there_in_english():
    english = translated()
    missing = [message for message in messages_in_code() if not english.get(message)]
    hint = "run `make translate` and write their English in pages/locale/en.po"
    assert missing == [], hint


def test_no_translation_is_left_over():
    assert set(translated()) <= messages_in_code()


def test_no_translation_asks_for_what_it_is_not_given():
    for swedish, english in translated().items():
        texts = [english] if isinstance(english, str) else english
        fields = {part.split("}")[0] for part in swedish.split("{")[1:]}
        assert all({p.split("}")[0] for p in text.split("{")[1:]} <= fields for text in texts)


def test_numbers_bend_the_english_words():
    bend = translations("en").ngettext
    assert bend("i {n} kommun", "i {n} kommuner", 1) == "in {n} municipality"
    assert bend("i {n} kommun", "i {n} kommuner", 2) == "in {n} municipalities"


@pytest.mark.parametrize("text", ["*a*", "[a](b)", "<b>", ":red[x]", "$x$", "# a", "`a`", "1. a"])
def test_peoples_text_loses_every_power_in_markdown(text: str):
    escaped = plain(text)
    assert all(escaped[at - 1] == "\\" for at, sign in enumerate(escaped) if sign in "*[]<>:$#`.")
