"""The hand-in: a name that every system keeps, and a zip that holds what was chosen, the same bytes each time."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
import zipfile
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import hand_in
from engine.cancel import Cancelled
from engine.hand_in import (
    FORBIDDEN,
    Content,
    HandInError,
    Pattern,
    check_contents,
    check_file_name,
    files_in,
    make_zip,
)

NOON = datetime(2026, 3, 21, 12, 0, 0)
REPORT = Content("report.pdf", b"%PDF-1.4 words")
ids = st.from_regex(r"[A-Za-z0-9]{1,12}", fullmatch=True)
letters = st.characters(whitelist_categories=("L", "M", "N"))
names = st.text(letters, min_size=1, max_size=20)


def opened(path: Path) -> dict[str, bytes]:
    """What another program finds in the zip."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


# -- the name of the zip ----------------------------------------------------------------------------------------------


def test_the_labs_own_example() -> None:
    """As the sheet of the lab has it."""
    assert Pattern().file_name("311554005", "高宗霖") == "DL_LAB1_311554005_高宗霖.zip"


@pytest.mark.parametrize(
    ("student_id", "name", "made"),
    [
        ("１２３", "王小明", "DL_LAB1_123_王小明.zip"),
        (" 7 ", "  Ada   Lovelace ", "DL_LAB1_7_Ada-Lovelace.zip"),
        ("7", "王\u3000小明", "DL_LAB1_7_王-小明.zip"),
        ("7", "Zoe\u0308", "DL_LAB1_7_Zo\u00eb.zip"),
        ("a-1.2", "O'Brien", "DL_LAB1_a-1.2_O'Brien.zip"),
        ("7", "می\u200cنا", "DL_LAB1_7_می\u200cنا.zip"),
    ],
)
def test_what_is_typed_is_tidied(student_id: str, name: str, made: str) -> None:
    """Wide digits, spaces of any kind and letters that a Mac takes apart."""
    assert Pattern().file_name(student_id, name) == made


def test_words_with_braces_are_put_in_once() -> None:
    """A person may be called as a place of the pattern."""
    assert Pattern().file_name("7", "{id}") == "DL_LAB1_7_{id}.zip"


@given(ids, names)
def test_any_name_of_letters_makes_one_name_that_can_be_read_back(student_id: str, name: str) -> None:
    """Composed, of the lab's form, and short enough."""
    made = Pattern().file_name(student_id, name)
    assert made == unicodedata.normalize("NFC", f"DL_LAB1_{student_id}_{name}.zip")
    assert Pattern().file_name(student_id, unicodedata.normalize("NFD", name)) == made  # typed on a Mac
    assert len(made.encode()) <= 255


def made_or_said(student_id: str, name: str) -> tuple[str, str]:
    """The name of the zip, or the sentence that says why there is none."""
    try:
        return Pattern().file_name(student_id, name), ""
    except HandInError as error:
        return "", str(error)


@given(ids, st.text(max_size=80))
def test_any_text_makes_a_file_or_a_sentence(student_id: str, name: str) -> None:
    """Never a name with a folder in it, and never another exception."""
    made, sentence = made_or_said(student_id, name)
    if made:
        check_file_name(made)
        assert Path(made).name == made
        assert not set(made) & set(FORBIDDEN)
        assert len(made.encode()) <= 255
    else:
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert sentence.encode()  # half characters cannot be shown


@pytest.mark.parametrize(
    ("student_id", "name", "words"),
    [
        ("", "高宗霖", "student id is missing"),
        ("  ", "高宗霖", "student id is missing"),
        ("7", " \u3000 ", "name is missing"),
        ("7_8", "A", 'letters and digits: "_" cannot'),
        ("7 8", "A", "a space cannot be part of it"),
        ("../7", "A", '"/" cannot'),
        ("7", "A/B", '"/" cannot be part'),
        ("7", "A\\B", '"\\" cannot be part'),
        ("7", 'A "B"', "a quotation mark cannot be part"),
        ("7", "A\nB", "the invisible character U+000A cannot"),
        ("7", "A\u2028B", "the invisible character U+2028 cannot"),
        ("7", "A\u202egpj", "the invisible character U+202E cannot"),
        ("7", "A\ud800", "the invisible character U+D800 cannot"),
        ("7", "A\0", "the invisible character U+0000 cannot"),
    ],
)
def test_what_no_file_can_be_called_is_refused(student_id: str, name: str, words: str) -> None:
    """In a sentence that names the character, and shows it only where it can be seen."""
    with pytest.raises(HandInError) as error:
        Pattern().file_name(student_id, name)
    assert words in str(error.value)


def test_the_length_is_counted_in_bytes() -> None:
    """A Chinese letter takes three: what seems short may not be kept."""
    rest = len("DL_LAB1_7_.zip")
    longest = "a" * ((255 - rest) % 3) + "霖" * ((255 - rest) // 3)
    assert len(Pattern().file_name("7", longest).encode()) == 255
    with pytest.raises(HandInError, match="takes 256 bytes, and a name may take 255"):
        Pattern().file_name("7", longest + "a")


@pytest.mark.parametrize(
    "text", ["{id}{name}.zip", "lab 1 - {name} ({id}).zip", "{name}+{id}.ZIP", "實驗一_{id}_{name}.zip"]
)
def test_another_lab_may_want_another_pattern(text: str) -> None:
    """The order of the places is free."""
    made = Pattern(text).file_name("7", "Ada")
    assert made == text.replace("{id}", "7").replace("{name}", "Ada")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "must have {id} and {name}"),
        ("DL_LAB1_{id}.zip", "must have {id} and {name}"),
        ("{id}_{id}_{name}.zip", "each once"),
        ("{id}_{name}_{date}.zip", "each once"),
        ("{id}_{name}_}.zip", "no other braces"),
        ("{{id}}_{name}.zip", "no other braces"),
        ("{ID}_{name}.zip", "must have {id} and {name}"),
        ("{id}_{name}", "end in .zip"),
        ("{id}_{name}.zip.exe", "end in .zip"),
        ("lab/{id}_{name}.zip", '"/" cannot'),
        ("..\\{id}_{name}.zip", '"\\" cannot'),
        ("C:{id}_{name}.zip", '":" cannot'),
        (" {id}_{name}.zip", "begins or ends with a space"),
        (".{id}_{name}.zip", "begins with a dot"),
        ("nul.{id}_{name}.zip", "means a device on Windows, as NUL"),
        ("{id}_{name}" + "x" * 300 + ".zip", "takes 307 bytes"),
    ],
)
def test_a_pattern_that_makes_no_name_is_refused(text: str, words: str) -> None:
    """Before anybody fills it in."""
    with pytest.raises(HandInError) as error:
        Pattern(text)
    assert words in str(error.value)


def test_a_name_may_spoil_a_pattern_that_is_right() -> None:
    """Where it stands at the beginning."""
    with pytest.raises(HandInError, match="begins with a dot"):
        Pattern("{name}_{id}.zip").file_name("7", ".hidden")
    with pytest.raises(HandInError, match="device on Windows, as CON always"):
        Pattern("{id}.{name}.zip").file_name("con", "Ada")


@pytest.mark.parametrize("name", ["CON", "con.py", "Aux.tar.gz", "COM1.txt", "lpt9", "com¹.py", "nul .txt"])
def test_names_of_windows_devices_are_refused(name: str) -> None:
    """With any ending, and in any letters."""
    with pytest.raises(HandInError, match="device on Windows"):
        check_file_name(name)


@pytest.mark.parametrize("name", ["console.py", "com10.txt", "icon", "nulls.py", "lpt.txt", ".gitignore", "a b.py"])
def test_names_that_only_look_like_it_are_not(name: str) -> None:
    check_file_name(name)


@pytest.mark.parametrize("name", ["", ".", "..", "a.", "a ", " a"])
def test_names_that_windows_would_change_are_refused(name: str) -> None:
    with pytest.raises(HandInError):
        check_file_name(name)


# -- what goes in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("some", "other"),
    [
        ("lab.py", "lab.py"),
        ("lab.py", "LAB.PY"),
        ("straße.py", "STRASSE.py"),
        ("caf\u00e9.py", "cafe\u0301.py"),
        ("src/lab.py", "SRC/lab.py"),
        ("src", "src/lab.py"),
        ("src/lab.py", "src"),
    ],
)
def test_no_file_takes_the_place_of_another(some: str, other: str) -> None:
    """On a system that takes their names for the same."""
    with pytest.raises(HandInError, match="would be in the zip twice"):
        check_contents([Content(some, b"1"), REPORT, Content(other, b"2")])


def test_files_of_one_name_in_two_folders_are_two() -> None:
    check_contents([Content("a/__init__.py", b"1"), Content("b/__init__.py", b"2"), Content("A/other.py", b"3")])


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "../lab.py", "src/../../lab.py", "src//lab.py", "src/", "C:\\lab.py"]
)
def test_nothing_leaves_the_folder_where_the_zip_is_opened(name: str) -> None:
    with pytest.raises(HandInError):
        check_contents([Content(name, b"1")])


def test_an_empty_zip_and_one_of_too_many_files_are_refused() -> None:
    with pytest.raises(HandInError, match="Nothing goes into the zip"):
        check_contents([])
    with pytest.raises(HandInError, match="1,001 files are too many"):
        check_contents([Content(f"{k}.py", b"") for k in range(1001)])


# -- the zip ----------------------------------------------------------------------------------------------------------


def test_the_zip_holds_what_was_chosen(tmp_path: Path) -> None:
    """Files and what was made, in their order, small where they can be small."""
    source = tmp_path / "my_lab.py"
    source.write_bytes(b"import numpy as np\n" * 500)
    target = tmp_path / "out" / "DL_LAB1_7_高宗霖.zip"  # into a folder that is not there yet
    make_zip(target, [REPORT, Content("src/實驗.py", source), Content("empty.txt", b"")], NOON)
    assert opened(target) == {"report.pdf": REPORT.read(), "src/實驗.py": source.read_bytes(), "empty.txt": b""}
    assert target.stat().st_size < 1000
    with zipfile.ZipFile(target) as archive:
        for entry in archive.infolist():
            assert entry.date_time == (2026, 3, 21, 12, 0, 0)
            assert entry.compress_type == zipfile.ZIP_DEFLATED
            assert entry.external_attr >> 16 == stat.S_IFREG | 0o644
            assert bool(entry.flag_bits & 0x800) != entry.filename.isascii()  # the name is marked as UTF-8


def test_names_in_it_are_composed(tmp_path: Path) -> None:
    """As every system writes them, wherever the file came from."""
    make_zip(tmp_path / "a.zip", [Content("cafe\u0301.py", b"")], NOON)
    assert list(opened(tmp_path / "a.zip")) == ["caf\u00e9.py"]


def test_the_same_things_make_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the files' own times are."""
    source = tmp_path / "lab.py"
    source.write_text("print()")
    made = []
    for moment in (1e9, 1.5e9):
        os.utime(source, (moment, moment))
        make_zip(tmp_path / "a.zip", [REPORT, Content("lab.py", source)], NOON)
        made.append((tmp_path / "a.zip").read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("year", [1970, 1980, 2107, 2500])
def test_a_clock_that_is_wrong_is_no_reason_to_fail(tmp_path: Path, year: int) -> None:
    """A zip knows the years from 1980 to 2107."""
    make_zip(tmp_path / "a.zip", [REPORT], datetime(year, 1, 1))
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.infolist()[0].date_time[0] == min(max(year, 1980), 2107)


@given(files=st.dictionaries(ids.map(str.lower), st.binary(max_size=300), min_size=1, max_size=6))
def test_any_files_come_out_as_they_went_in(files: dict[str, bytes]) -> None:
    contents = [Content(f"源/f{name}.py", data) for name, data in files.items()]
    with TemporaryDirectory() as folder:
        make_zip(Path(folder) / "a.zip", contents, NOON)
        assert opened(Path(folder) / "a.zip") == {content.name: content.source for content in contents}


def test_a_file_larger_than_a_step_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the borders of the steps too."""
    monkeypatch.setattr(hand_in, "STEP", 7)
    contents = [Content(f"{size}.bin", bytes(range(size))) for size in (6, 7, 8, 14, 15)]
    make_zip(tmp_path / "a.zip", contents, NOON)
    assert opened(tmp_path / "a.zip") == {content.name: content.source for content in contents}


# -- files that cannot go in ------------------------------------------------------------------------------------------


def refused(content: Content) -> str:
    """What is said when the file is looked at."""
    with pytest.raises(HandInError) as seen:
        _ = content.size
    return str(seen.value)


def test_a_file_says_how_large_it_is(tmp_path: Path) -> None:
    (tmp_path / "lab.py").write_bytes(b"12345")
    assert Content("lab.py", tmp_path / "lab.py").size == 5
    assert REPORT.size == len(b"%PDF-1.4 words")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("gone.py", "cannot be read: no such file or directory. Take it out or choose it anew."),
        ("folder", "is a folder: add the files in it."),
        ("pipe", "is not an ordinary file. Take it out."),
        ("dangling.py", "cannot be read: no such file or directory. Take it out or choose it anew."),
        ("loop.py", "cannot be read: too many levels of symbolic links. Take it out or choose it anew."),
        ("null\0.py", "cannot be read: embedded null byte. Take it out or choose it anew."),
    ],
)
def test_what_is_no_file_is_refused_when_seen_and_when_packed(tmp_path: Path, path: str, why: str) -> None:
    """Nothing is written then, and nobody waits for a pipe that never ends."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling.py").symlink_to(tmp_path / "gone.py")
    (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")
    content = Content("lab.py", tmp_path / path)
    assert refused(content) == f"{tmp_path / path} {why}"
    with pytest.raises(HandInError, match="cannot be read"):
        make_zip(tmp_path / "a.zip", [REPORT, content], NOON)
    assert not (tmp_path / "a.zip").exists()


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As soon as it is chosen."""
    (tmp_path / "lab.py").touch()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "permission denied" in refused(Content("lab.py", tmp_path / "lab.py"))


def test_of_a_link_goes_in_what_it_leads_to(tmp_path: Path) -> None:
    """As a file like others: a link would lead nowhere on another machine."""
    (tmp_path / "lab.py").write_bytes(b"source")
    (tmp_path / "link.py").symlink_to(tmp_path / "lab.py")
    make_zip(tmp_path / "a.zip", [Content("link.py", tmp_path / "link.py")], NOON)
    assert opened(tmp_path / "a.zip") == {"link.py": b"source"}
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert stat.S_ISREG(archive.infolist()[0].external_attr >> 16)


def test_the_size_of_all_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand_in, "MOST_BYTES", 10)
    make_zip(tmp_path / "a.zip", [Content("a", b"12345"), Content("b", b"12345")], NOON)
    before = (tmp_path / "a.zip").read_bytes()
    with pytest.raises(HandInError, match="larger than 10 bytes"):
        make_zip(tmp_path / "a.zip", [Content("a", b"12345"), Content("b", b"123456")], NOON)
    (tmp_path / "large").write_bytes(b"12345678901")
    with pytest.raises(HandInError, match="large cannot be read: it is larger than 10 bytes"):
        make_zip(tmp_path / "a.zip", [Content("large", tmp_path / "large")], NOON)
    assert (tmp_path / "a.zip").read_bytes() == before


def test_the_zip_does_not_go_into_itself(tmp_path: Path) -> None:
    """Handing in again would make it grow each time."""
    target = tmp_path / "a.zip"
    make_zip(target, [REPORT], NOON)
    (tmp_path / "link.zip").symlink_to(target)
    for path in (target, tmp_path / "link.zip"):
        with pytest.raises(HandInError, match="the zip itself"):
            make_zip(target, [Content("old.zip", path)], NOON)
    assert opened(target) == {"report.pdf": REPORT.source}


# -- nothing is lost --------------------------------------------------------------------------------------------------


def test_whoever_says_stop_keeps_the_old_zip(tmp_path: Path) -> None:
    """At any file, and within a large one."""
    target = tmp_path / "a.zip"
    target.write_bytes(b"old")
    asked: list[tuple[int, int]] = []

    def go_on(done: int, total: int) -> bool:
        asked.append((done, total))
        return len(asked) < 3

    with pytest.raises(Cancelled):
        make_zip(target, [REPORT, Content("large.bin", bytes(3 << 20))], NOON, go_on)
    assert asked == [(0, 2), (1, 2), (1, 2)]
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.zip"]


def test_a_full_disk_leaves_the_old_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = tmp_path / "a.zip"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        make_zip(target, [REPORT], NOON)
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.zip"]


def test_a_place_that_is_no_folder_is_an_oserror(tmp_path: Path) -> None:
    """Which whoever asked for it puts into words."""
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        make_zip(tmp_path / "file" / "a.zip", [REPORT], NOON)


# -- folders ----------------------------------------------------------------------------------------------------------


def plant(folder: Path, *names_: str) -> None:
    for name in names_:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def test_a_folder_brings_its_source_and_nothing_else(tmp_path: Path) -> None:
    """Not what is hidden, made by a program, or somewhere else; and it keeps its order on every system."""
    lab = tmp_path / "lab"
    plant(lab, "main.py", "data.csv", "net/__init__.py", "net/layers.py", "Net2/a.py")
    plant(lab, ".git/config", ".env", "__pycache__/main.pyc", "net/__pycache__/a.pyc", "venv/pyvenv.cfg", "venv/b.py")
    plant(tmp_path, "elsewhere/secret.txt")
    (lab / "link").symlink_to(tmp_path / "elsewhere")
    (lab / "round").symlink_to(lab)
    (lab / "file").symlink_to(tmp_path / "elsewhere" / "secret.txt")
    found = files_in(lab)
    assert [content.name for content in found] == [
        "lab/data.csv", "lab/main.py", "lab/Net2/a.py", "lab/net/__init__.py", "lab/net/layers.py",
    ]  # fmt: skip
    assert [content.source for content in found] == [tmp_path / content.name for content in found]


def test_a_folder_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's whole home, say."""
    monkeypatch.setattr(hand_in, "MOST_FILES", 3)
    plant(tmp_path / "lab", "a", "b", "c/d")
    assert len(files_in(tmp_path / "lab")) == 3
    plant(tmp_path / "lab", "e")
    with pytest.raises(HandInError, match="lab has more than 3 files in it"):
        files_in(tmp_path / "lab")


def test_a_folder_that_is_gone_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files_in(tmp_path / "gone")
