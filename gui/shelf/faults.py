"""What a folder of kept things refused, in sentences.  What is a fault of the program is raised again."""

from __future__ import annotations

from pathlib import Path

from engine.files import reason

NO_MEMORY = "there is not enough memory"


def cannot(folder: Path, be_what: str, error: Exception) -> str:
    """``be_what``: such as "written"."""
    if isinstance(error, MemoryError):
        return f"{folder} cannot be {be_what}: {NO_MEMORY}."
    if not isinstance(error, OSError):
        raise error
    return f"{folder} cannot be {be_what}: {reason(error)}."


def why_lost(error: Exception, *expected: type[Exception]) -> str:
    """Why one of them could not be read; errors that are ``expected`` say it themselves."""
    if isinstance(error, MemoryError):
        return "There is not enough memory for one of them."
    if not isinstance(error, expected):
        raise error
    return f"{str(error).rstrip('.')}."
