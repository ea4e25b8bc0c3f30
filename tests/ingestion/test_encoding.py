"""An encoding is decided from the bytes, and a file that none fits is refused, not guessed."""

import codecs
import encodings.aliases

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


KOREAN = (
    "주문번호,고객명,주문일시,금액\n1,김철수,서울특별시 강남구,배송완료\n2,이영희,부산,결제취소\n"
)
JAPANESE = "注文番号,顧客名\n1,山田ハナコ\nキャンセル,テスト株式会社\n"


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [(KOREAN, "cp949", "Korean"), (KOREAN, "euc_kr", "Korean"), (JAPANESE, "euc_jp", "Japanese")],
)
def test_korean_and_japanese_never_land_as_chinese(decided, text, encoding, language):
    with pytest.raises(LandingError) as failed:
        decided(text.encode(encoding))
    assert f"may be {language} as well as Chinese: set `encoding: " in str(failed.value)
    assert decided(text.encode(encoding), encoding) == encoding
    assert decided(text.encode(encoding), "gb18030") == "gb18030"


@pytest.mark.parametrize("text", [KOREAN, JAPANESE])
def test_shift_jis_and_johab_are_told_of(decided, text):
    with pytest.raises(LandingError, match="nor plausible GB18030: first at"):
        decided(text.encode("shift_jis" if text is JAPANESE else "johab"))


@pytest.mark.parametrize(
    "text",
    [
        "订单编号,客户,备注\n1,张三,付款\n",
        # characters of the first half alone, but few of them
        "编号,备注,金额,单价\n1,付款,开具,汇款\n",
        "商品,数量\n抹茶の森,1\n日本ポッキー巧克力饼干礼盒装零食送女友生日礼物,2\n",
    ],
)
def test_chinese_is_not_taken_for_another_language(decided, text):
    assert decided(text.encode("gb18030")) == "gb18030"


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


# --- from bytes to the table ------------------------------------------------------------------

PEOPLE = [("1", "张三", "客户名称与联系方式"), ("2", "王", "已签约，下周付款")]
PEOPLE_TEXT = "id,name,note\n" + "".join(",".join(person) + "\n" for person in PEOPLE)


def single_byte_encodings():
    """Every one that Python knows, in which any byte or nearly any is a letter."""
    found = []
    for name in sorted(set(encodings.aliases.aliases.values())):
        try:
            letters = bytes(range(256)).decode(name, errors="replace")
        except (LookupError, UnicodeError):
            continue
        if len(letters) == 256:
            found.append(name)
    assert {"latin_1", "cp1252", "iso8859_15", "mac_roman", "cp1251"} <= set(found)
    return found


def declared(encoding):
    return (
        f"source: declared\nencoding: {encoding}\ntables: {{people: {{files: ['folk*'], "
        "key: [id], required: [id], columns: {id: [], name: [], note: []}}}"
    )


@pytest.mark.parametrize("name", ["none", "gb18030", "utf_8", "utf_16_le", "big5"])
def test_gb18030_lands_as_it_is_or_not_at_all(bench, name):
    bench.source(declared(name if name != "none" else "gbk"), "declared.yml")
    file = bench.land_one("folk.csv", PEOPLE_TEXT.encode("gb18030"))
    if file.status == "landed":
        assert bench.rows("select id, name, note from raw.declared__people order by 1") == PEOPLE
    assert (file.status == "landed") == (name in {"none", "gb18030"})


@pytest.mark.parametrize("name", single_byte_encodings())
def test_gb18030_is_never_taken_for_letters_of_another_script(decided, name):
    """Latin-1 decodes any bytes at all, so the bytes themselves must tell."""
    for text in (PEOPLE_TEXT, "id,name\n1,张三\n", "id,name\r\n1,a\r\n2,客户\r\n"):
        with pytest.raises(LandingError, match=f"where its source declares {name}|is not {name}"):
            decided(text.encode("gb18030"), name)


@pytest.mark.parametrize("name", ["latin_1", "cp1252", "mac_roman", "cp1251"])
def test_gb18030_never_lands_as_letters_of_another_script(bench, name):
    bench.source(declared(name), "declared.yml")
    file = bench.land_one("folk.csv", PEOPLE_TEXT.encode("gb18030"))
    assert file.status == "failed"
    assert "first at 0xD5, byte 16, line 2; correct `encoding:`" in file.message
    assert bench.rows("select 1 from duckdb_tables() where table_name = 'declared__people'") == []


def test_gb18030_lands_as_such_without_a_declaration(bench):
    file = bench.land_one("things.csv", PEOPLE_TEXT.encode("gb18030"))
    assert (file.status, file.message) == ("landed", "Decoded as gb18030.")
    assert bench.things() == PEOPLE


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", FRENCH),
        ("cp1252", "id,name\n1,één\n"),
        ("cp1252", "id,name\n1,SITUAÇÃO E OBSERVAÇÕES\n2,AÇÃO\n"),
        ("iso8859_15", "id,name\n1,œuvre à 5 €\n"),
        ("mac_roman", FRENCH),
        ("iso8859_2", "id,name\n1,Łódź\n2,żółć\n"),
        ("cp1251", "id,name\n1,Иван\n2,Анна\n3,Москва\n"),
        ("cp1253", "id,name\n1,Αθήνα\n2,Θεσσαλονίκη\n"),
        ("koi8_r", "id,name\n1,Иван Петров\n"),
        ("cp1255", "id,name\n1,שלום\n"),
        ("euc_kr", "id,name\n1,안녕하세요\n2,고객\n"),
        ("shift_jis", "id,name\n1,こんにちは\n2,顧客\n"),
        ("big5", "id,name\n1,客戶名稱\n2,聯絡方式\n"),
    ],
)
def test_a_declaration_that_is_right_is_believed(decided, encoding, text):
    assert text.encode(encoding).decode(decided(text.encode(encoding), encoding)) == text


@pytest.mark.parametrize(
    "content",
    [
        PEOPLE_TEXT.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + PEOPLE_TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PEOPLE_TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + PEOPLE_TEXT.encode("utf-32-le"),
    ],
)
def test_a_mark_decides(bench, content):
    bench.land_one("things.csv", content)
    assert bench.things() == PEOPLE
    assert bench.rows("select distinct line_number from ops.dropped_rows") == []


def test_an_undecodable_byte_fails_the_file_and_is_named_with_its_line(bench):
    file = bench.land_one("things.csv", PEOPLE_TEXT.encode() + b"3,\xe9t\xff,x\n")
    assert (file.status, bench.things()) == ("failed", [])
    assert f"first at 0xE9, byte {len(PEOPLE_TEXT.encode()) + 3}, line 4" in file.message


def test_nul_is_taken_out_where_the_source_says_so(bench):
    text = declared("cp1252").replace("encoding: cp1252", "ignore_nul: true")
    bench.source(text, "declared.yml")
    for name, form in (("1", "utf-8"), ("2", "gb18030"), ("3", "utf-16")):
        content = PEOPLE_TEXT.replace("张", "张\0").replace("id", f"id{chr(0)}").encode(form)
        file = bench.land_one(f"folk_{name}.csv", content)
        assert (file.status, file.rows_landed, file.rows_rejected) == ("landed", 2, 0)
        assert "NUL characters were taken out." in file.message
    found = bench.rows("select distinct id, name, note from raw.declared__people order by 1")
    assert found == PEOPLE
    whole = bench.land_one("folk_4.csv", (PEOPLE_TEXT + "3,李,x\n").encode("utf-16"))
    assert "NUL" not in whole.message


def test_two_sources_that_differ_about_nul_do_not_disturb_each_other(bench):
    """Both are tried, since both know the name; the one that knows more of the header wins."""
    ignoring = declared("gb18030").replace("encoding:", "ignore_nul: true\nencoding:")
    bench.source(ignoring.replace("name: [], note: []", "name: []"), "declared.yml")
    bench.source(declared("gb18030").replace("source: declared", "source: strict"), "strict.yml")
    content = (PEOPLE_TEXT + "3,a\0b,x\n4,李四,y\n").encode("gb18030")
    file = bench.land_one("folk.csv", content)
    assert (file.source_system, file.rows_landed, file.rows_rejected) == ("strict", 3, 1)
    assert bench.rejects() == [(3, 4, "3,a\\0b,x", "a cell holds a NUL character")]


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


@given(
    pieces=st.lists(st.one_of(st.text(max_size=8).map(str.encode), st.binary(max_size=4))),
    block=st.integers(1, 16),
)
@settings(max_examples=300, deadline=None)
def test_utf8_is_what_python_decodes(tmp_path_factory, pieces, block):
    """Overlong forms, surrogates and cut-off characters are no UTF-8, wherever blocks end."""
    content = b"".join(pieces)
    path = tmp_path_factory.mktemp("utf8") / "file"
    path.write_bytes(content)
    try:
        content.decode("utf-8")
        expected = None
    except UnicodeDecodeError as error:
        expected = error.start
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "BLOCK", block)
        assert encoding._undecodable(path, "utf-8") == expected
