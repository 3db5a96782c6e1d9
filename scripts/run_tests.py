"""Runs all tests: those with hands on a screen of their own, beside the others, which fill the processor.

What the tests with hands say is shown when the others are over, so that neither talks into the other's words.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).resolve().parents[1]
PYTEST = [sys.executable, "-m", "pytest"]
OTHERS = [*PYTEST, "-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
WITH_HANDS = [
    "sh", "scripts/on-screen.sh", *PYTEST, "-p", "no:cacheprovider", "-m", "hands and not long", "tests/hands",
]  # fmt: skip


def main() -> int:
    """The exit code: 0 if all of them pass."""
    with TemporaryFile() as words, subprocess.Popen(WITH_HANDS, cwd=ROOT, stdout=words, stderr=words) as with_hands:
        others = subprocess.run(OTHERS, cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, check=False)
        code = with_hands.wait()
        words.seek(0)
        sys.stdout.buffer.write(words.read())
    return others.returncode or code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # which pytest has heard as well, and answered
        sys.exit(130)
