"""An encoding is decided from the bytes, and a file that none fits is refused, not guessed."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion import encoding
from ingestion.encoding import text_encoding
from warehouse.errors import LandingError

CHINESE = "id,name,note\n1,张三,北京市海淀区中关村大街，客户名称\n2,李四,已签约\n"
FRENCH = "id,name,note\n1,René,à côté\n2,Hélène,déjà vu\n"


@pytest.fixture
def decided(tmp_path):
    def decide(content, declared=None):
        path = tmp_path / "file"
        path.write_bytes(content)
        return text_encoding(path, declared)

    return decide


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (CHINESE.encode("utf-8"), "utf-8"),
        (CHINESE.encode("utf-8-sig"), "utf-8-sig"),
        (CHINESE.encode("gb18030"), "gb18030"),
        (CHINESE.encode("gbk"), "gb18030"),
        (CHINESE.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"), "utf-16"),
        (CHINESE.encode("utf-32"), "utf-32"),
        (b"plain,ascii\n1,2\n", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_the_encoding_decodes_to_what_was_written(decided, content, found):
    assert decided(content) == found
    if b"plain" not in content and content:
        assert content.decode(found) == CHINESE


@pytest.mark.parametrize("declared", ["cp1252", "latin-1"])
def test_a_declared_encoding_is_used_where_the_text_is_no_utf8(decided, declared):
    assert decided(FRENCH.encode(declared), declared) == declared


def test_utf8_wins_over_a_declared_encoding(decided):
    assert decided(CHINESE.encode("utf-8"), "cp1252") == "utf-8"


def test_a_declared_wide_encoding_needs_no_mark(decided):
    assert decided("id,name\n1,a\n".encode("utf-16-le"), "utf-16-le") == "utf-16-le"


def test_utf16_without_a_mark_is_named_as_such(decided):
    for name in ("utf-16-le", "utf-16-be"):
        with pytest.raises(LandingError, match="UTF-16 without a byte order mark"):
            decided("id,name\n1,a\n".encode(name))


def test_latin_text_never_lands_as_chinese(decided):
    """`é` and the letter behind it are one character of GB18030: that must not be believed."""
    for text in (FRENCH, "a\nPrésent déposé crée réel\n", "nome\nSão João é bom café\n"):
        with pytest.raises(LandingError, match="neither UTF-8 nor plausible GB18030"):
            decided(text.encode("cp1252"))


def test_gb18030_never_lands_as_latin(decided, tmp_path):
    assert decided(CHINESE.encode("gb18030")) == "gb18030"
    assert "ÕÅ" not in (tmp_path / "file").read_text(encoding="gb18030")


def test_the_message_names_byte_line_and_setting(decided):
    with pytest.raises(LandingError) as caught:
        decided(b"id,name\n1,a\n2,b\xff\xff\n3,c\n")
    said = str(caught.value)
    assert "0xFF" in said
    assert "line 3" in said
    assert "byte 16" in said
    assert "`encoding:`" in said


def test_a_wrong_declaration_is_named(decided):
    with pytest.raises(LandingError, match=r"is not shift_jis.*correct `encoding:`"):
        decided(b"id\n\xfd\xfd\xff\n", "shift_jis")


def test_a_cut_off_character_at_the_end_is_found(decided):
    with pytest.raises(LandingError, match="line 2"):
        decided("id\nété".encode()[:-1])


def test_a_mark_that_lies_is_refused(decided):
    with pytest.raises(LandingError, match="begins as utf-8-sig but is not"):
        decided(codecs.BOM_UTF8 + CHINESE.encode("gb18030"))


@given(position=st.integers(0, 400), block=st.integers(1, 64))
@settings(max_examples=60, deadline=None)
def test_the_place_is_right_whatever_the_blocks(tmp_path_factory, position, block):
    """Characters that straddle two blocks are neither faults nor shift the place of one."""
    lines = "客户 é\n".encode() * 60
    position = min(position, len(lines))
    while position < len(lines) and lines[position] & 0xC0 == 0x80:
        position += 1  # between two characters
    path = tmp_path_factory.mktemp("blocks") / "file"
    path.write_bytes(lines[:position] + b"\xff" + lines[position:])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "BLOCK", block)
        with pytest.raises(LandingError) as caught:
            text_encoding(path)
    assert f"byte {position + 1:,}," in str(caught.value)
    assert f"line {lines[:position].count(10) + 1:,};" in str(caught.value)
