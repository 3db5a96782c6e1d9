"""What the tests of CSV files share: a file with a certain content, and the table in it."""

from __future__ import annotations

from pathlib import Path

from engine.csv_table import Table, read_table
from engine.csv_text import Writing


def written(folder: Path, content: str | bytes, codec: str = "utf-8") -> Path:
    """A file with this content; line ends stay as they are."""
    path = folder / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(codec))
    return path


def table_in(folder: Path, content: str | bytes, codec: str = "utf-8", **writing: str) -> Table:
    """What is read from a file with this content; ``writing`` says what is not to be found out."""
    return read_table(written(folder, content, codec), Writing(**writing))
