"""Files: whole or not at all when saved, small and in plain words when read."""

from __future__ import annotations

import os
import resource
import stat
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.files import FileError, parse_json, read_bytes, read_text, reason, write_atomically


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with content that must not be lost."""
    path = tmp_path / "result.bin"
    path.write_bytes(b"old content")
    return path


def test_a_new_file_is_written_with_the_usual_permissions(tmp_path: Path) -> None:
    """Those that any program's new file would get, not the closed ones of a temporary file."""
    write_atomically(tmp_path / "new.bin", b"content")
    (tmp_path / "other").touch()
    assert (tmp_path / "new.bin").read_bytes() == b"content"
    assert mode(tmp_path / "new.bin") == mode(tmp_path / "other")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_longest_name_that_a_folder_takes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("深" * 83 + ".json")  # 254 bytes of the 255 that are allowed
    write_atomically(path, b"new")
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("permissions", [0o600, 0o640, 0o666, 0o755])
def test_an_existing_file_is_replaced_and_keeps_its_permissions(file: Path, permissions: int) -> None:
    """Who may read it does not change with a save."""
    file.chmod(permissions)
    write_atomically(file, b"new content")
    assert file.read_bytes() == b"new content"
    assert mode(file) == permissions
    assert os.listdir(file.parent) == [file.name]


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_the_umask_is_respected_and_left_as_it_was(tmp_path: Path, umask: int) -> None:
    """A person who shares nothing shares nothing."""
    before = os.umask(umask)
    try:
        write_atomically(tmp_path / "new.bin", b"content")
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    assert mode(tmp_path / "new.bin") == 0o666 & ~umask


def fail(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("call", ["fsync", "replace", "chmod"])
def test_a_failure_at_any_moment_leaves_the_old_file_and_nothing_else(
    file: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails after the content was written, the old file is whole and no temporary file stays."""
    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(file, b"new content")
    monkeypatch.undo()
    assert file.read_bytes() == b"old content"
    assert os.listdir(file.parent) == [file.name]


def test_an_interrupt_leaves_the_old_file_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C is no OSError, and must not leave half a file either."""

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(file, b"new content")
    assert file.read_bytes() == b"old content"
    assert os.listdir(file.parent) == [file.name]


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let the operating system refuse files beyond ``size``, as a full disk does: in the middle of a write."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_write_that_comes_to_an_end_half_way_leaves_the_old_file(file: Path) -> None:
    """No simulation: the system takes the first 64 KiB of a megabyte and no more."""
    with largest_file(65_536), pytest.raises(OSError, match="too large"):
        write_atomically(file, b"x" * 1_000_000)
    assert file.read_bytes() == b"old content"
    assert os.listdir(file.parent) == [file.name]


def test_content_is_on_the_disk_before_it_takes_the_place_of_the_old_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """fsync, then replace: after a power cut there is the old file or the new one, never an empty one."""
    seen: list[str] = []
    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, noted(name, getattr(os, name), seen, file))
    write_atomically(file, b"new content")
    assert seen == ["fsync: old content", "replace: old content"]


def noted(name: str, function: Callable[..., Any], seen: list[str], file: Path) -> Callable[..., Any]:
    """``function``, noting what the file holds when it is called."""

    def noting(*arguments: Any, **more: Any) -> Any:
        seen.append(f"{name}: {file.read_text()}")
        return function(*arguments, **more)

    return noting


def test_the_temporary_file_lies_in_the_same_folder(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """os.replace is only atomic within one file system."""
    places: list[Path] = []

    def note(source: str, _: object) -> None:
        places.append(Path(source).parent)
        fail()

    monkeypatch.setattr(os, "replace", note)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(file, b"new content")
    assert places == [file.parent]


@pytest.mark.parametrize("place", ["missing/new.bin", "file/new.bin", "folder"])
def test_a_place_that_cannot_be_written_raises_oserror(tmp_path: Path, place: str) -> None:
    """No folder, a file for a folder, a folder where the file should be: nothing is left behind."""
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=r".+"):
        write_atomically(tmp_path / place, b"content")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_reading_stops_at_the_limit(file: Path) -> None:
    """A file of exactly the allowed size is read, one byte more is refused."""
    assert read_bytes(file, 11) == b"old content"
    with pytest.raises(FileError, match="larger than 10 bytes"):
        read_bytes(file, 10)


def test_reading_takes_no_more_memory_than_the_file_has(file: Path) -> None:
    """However much would be allowed."""
    tracemalloc.start()
    read_bytes(file, 800_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize("place", ["missing", "folder", "file/inside"])
def test_what_cannot_be_read_is_said_in_words(tmp_path: Path, place: str) -> None:
    """Without an errno and without the path, which the caller knows better how to say."""
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError) as caught:
        read_bytes(tmp_path / place, 100)
    assert str(caught.value) in ("no such file or directory", "it is a directory", "not a directory")


def test_text_is_utf_8_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    """And nothing else is guessed."""
    path = tmp_path / "text"
    for content in ("σ(z)".encode(), b"\xef\xbb\xbf" + "σ(z)".encode()):
        path.write_bytes(content)
        assert read_text(path, 100) == "σ(z)"
    path.write_bytes("σ(z)".encode("utf-16"))
    with pytest.raises(FileError, match=r"UTF-8 \(byte 0"):
        read_text(path, 100)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("[1, 2.5, null, true]", [1, 2.5, None, True]),
        ('{"a": {"b": []}}', {"a": {"b": []}}),
        ("1e308", 1e308),
    ],
)
def test_ordinary_json_is_read(text: str, value: Any) -> None:
    """As the standard library does."""
    assert parse_json(text) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1, column 1"),
        ("{\n  'a': 1}", "line 2, column 3"),
        ("NaN", "NaN"),
        ("[Infinity]", "Infinity"),
        ("[-Infinity]", "-Infinity"),
        ("1e999", "1e999"),
        ('{"a": 1, "b": 2, "a": 3}', '"a"'),
        ('[{"x": {"a": 1, "a": 1}}]', '"a"'),
        ("[" * 21 + "]" * 21, "nested"),
        ('{"a":' * 21 + "1" + "}" * 21, "nested"),
        ("[" * 1_000_000, "nested"),
        ("1" * 5000, "digits"),
        ("[1] trailing", "line 1"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_json_that_is_no_honest_json_is_refused(text: str, words: str) -> None:
    """Not finite, ambiguous, bottomless or broken: a FileError with a sentence, never another exception."""
    with pytest.raises(FileError) as caught:
        parse_json(text)
    assert words in str(caught.value)


def test_a_key_that_stands_there_very_often_is_refused_at_once() -> None:
    """To count each among all others would take an hour."""
    names = ", ".join(f'"{k}": 0' for k in range(100_000))
    with pytest.raises(FileError, match='"99999" stands there twice'):
        parse_json(f'{{{names}, "99999": 1}}')


def test_twenty_levels_are_allowed_and_brackets_in_strings_are_none() -> None:
    """A closing bracket counts as well: many lists side by side are not deep."""
    assert parse_json("[" * 20 + "]" * 20)
    assert parse_json("[" + "[[]]," * 1000 + "[]]")
    assert parse_json('["' + "[" * 100 + '\\"' + "{" * 100 + '"]')


def test_a_reason_is_the_systems_word_in_lower_case() -> None:
    """It goes into the middle of a sentence."""
    assert reason(OSError(28, "No space left on device")) == "no space left on device"
    assert reason(OSError("Something Else")) == "something else"
