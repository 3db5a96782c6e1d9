"""Sets up the surroundings of every test before numpy and Qt read them: no screen, one thread, folders of its own."""

from __future__ import annotations

import gc
import os
import tempfile
from itertools import count

# The tests with hands have a screen, and scripts/on-screen.sh has named its platform already.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# With small matrices more threads are slower, and each BLAS reads a variable of its own.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"

# A person's settings and files stay untouched, and Qt does not complain of a session without a runtime folder.
_home = tempfile.TemporaryDirectory(prefix="backprop-lab-tests-")
for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"):
    os.environ[variable] = os.path.join(_home.name, variable.lower())
    os.mkdir(os.environ[variable], mode=0o700)

# Garbage is collected between tests and where a test asks for it.  Python would do it whenever and in whichever thread
# it likes, and then may delete a widget that nobody holds while Qt is busy with it.
gc.disable()
_tests = count(1)


def pytest_collection_finish() -> None:
    _collect()


def pytest_runtest_logfinish() -> None:
    gc.disable()  # again: a program that was run leaves it to Python when it ends
    if next(_tests) % 20 == 0:
        _collect()


def _collect() -> None:
    """What is left (the tests themselves, and what is noted of each) lives to the end, and is not looked at again: a
    sixth of all the time went into that."""
    gc.collect()
    gc.freeze()
