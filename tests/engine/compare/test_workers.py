"""Worker processes: they start anywhere, import no Qt, and are gone when their program is."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Recipe
from engine.compare.chunk import Task, train_chunk
from engine.compare.workers import WorkerPool, end_pool, worker_pool

ROOT = Path(__file__).resolve().parents[3]
RECIPES = tuple(Recipe(learning_rate=rate) for rate in (0.1, 1.0, 10.0))


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """One worker for all tests that leave it alive."""
    pool = worker_pool(1)
    yield pool
    end_pool(pool)


def state_of_a_worker() -> dict[str, Any]:
    """What a worker says of itself."""
    return {
        "process": os.getpid(),
        "modules": sorted(name for name in sys.modules if name.startswith(("PyQt5", "pyqtgraph", "gui"))),
        "threads of BLAS": os.environ.get("OPENBLAS_NUM_THREADS"),
        "ignores Ctrl+C": signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
        "niceness": os.nice(0) if hasattr(os, "nice") else None,
    }


def wait_for_ever(path: Path) -> None:
    """Whoever reads from the pipe at ``path`` learns that it has begun."""
    path.write_text("begun")
    threading.Event().wait()


def begun(pool: WorkerPool, folder: Path) -> Future[None]:
    """Work without an end, on which a worker is already."""
    os.mkfifo(folder / "pipe")
    endless = pool.submit(wait_for_ever, folder / "pipe")
    assert (folder / "pipe").read_text() == "begun"
    return endless


def test_a_worker_trains_as_this_process_does(pool: WorkerPool) -> None:
    """A state that was sent there and back is the state that it would be here, to the last bit."""
    task = Task(RECIPES, epochs=300, seconds=0.0)
    first = pool.submit(train_chunk, task).result()
    runs = tuple(each.run for each in first if each.run is not None)
    rest = Task(runs, epochs=300, seconds=100.0)
    for there, here in zip(pool.submit(train_chunk, rest).result(), train_chunk(rest), strict=True):
        assert there.run is not None
        assert here.run is not None
        assert np.array_equal(there.run.parameters, here.run.parameters)
        assert np.array_equal(there.run.history.exact, here.run.history.exact)


def test_a_worker_keeps_to_itself(pool: WorkerPool) -> None:
    """No Qt, no ear for Ctrl+C, and behind the window when both want the processor."""
    before = os.nice(0) if hasattr(os, "nice") else None
    found = pool.submit(state_of_a_worker).result()
    assert found["process"] != os.getpid()
    assert found["modules"] == []
    assert found["ignores Ctrl+C"]
    assert before is None or found["niceness"] > before


def test_a_worker_has_one_thread_whatever_its_program_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless a person has asked for more, in the variables that BLAS reads."""
    for wanted, found in ((None, "1"), ("2", "2")):
        monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
        if wanted:
            monkeypatch.setenv("OPENBLAS_NUM_THREADS", wanted)
        pool = worker_pool(1)
        try:
            assert pool.submit(state_of_a_worker).result()["threads of BLAS"] == found
        finally:
            end_pool(pool)


def test_ctrl_c_does_not_reach_it(pool: WorkerPool) -> None:
    """The program hears it, and decides."""
    process = pool.submit(os.getpid).result()
    os.kill(process, signal.SIGINT)
    assert pool.submit(os.getpid).result() == process


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe with a name")
def test_a_pool_is_ended_in_the_middle_of_its_work(tmp_path: Path) -> None:
    """Its process is gone, and what it had in hand says that it is broken; a second end does nothing."""
    pool = worker_pool(1)
    process = pool.submit(os.getpid).result()
    endless = begun(pool, tmp_path)
    end_pool(pool)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    with pytest.raises(BrokenExecutor):
        endless.result(timeout=10)
    end_pool(pool)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe with a name")
def test_a_worker_that_the_system_refused_is_no_trouble_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be too many processes, or too little memory for one more."""

    def refuse(process: SpawnProcess) -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(SpawnProcess, "start", refuse)
    pool = worker_pool(1)
    with pytest.raises(OSError, match="unavailable"):
        pool.submit(os.getpid)
    end_pool(pool)


def test_a_killed_worker_breaks_its_pool_only(tmp_path: Path) -> None:
    """Whoever waits is told; the others train on."""
    one, other = worker_pool(1), worker_pool(1)
    try:
        process = one.submit(os.getpid).result()
        endless = begun(one, tmp_path)
        os.kill(process, signal.SIGKILL)
        with pytest.raises(BrokenExecutor):
            endless.result(timeout=10)
        assert other.submit(os.getpid).result() != process
    finally:
        end_pool(one)
        end_pool(other)


def test_an_executor_of_somebody_else_is_only_shut_down() -> None:
    """Such as one of threads, in which chunks may run at once."""
    with ThreadPoolExecutor(2) as threads:
        tasks = [Task(RECIPES, epochs=50, seconds=100.0)] * 4
        found = list(threads.map(train_chunk, tasks))
        end_pool(threads)
        with pytest.raises(RuntimeError):
            threads.submit(os.getpid)
    for each in found:
        assert [progress.loss for progress in each] == [progress.loss for progress in found[0]]


SCRIPT = """
import os
import sys

sys.path.insert(0, {root!r})

from engine.compare.workers import worker_pool

if __name__ == "__main__":
    pool = worker_pool(1)
    pool.submit(os.getpid).result()
    print("begun", flush=True)
    {end}
"""


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "os._exit(0)", ""])
def test_workers_end_with_their_program_however_it_ends(tmp_path: Path, end: str) -> None:
    """Also when that is killed and can tell nobody."""
    path = tmp_path / "program.py"
    path.write_text(SCRIPT.format(root=str(ROOT), end=end), encoding="utf-8")
    program = subprocess.Popen(
        [sys.executable, str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "begun\n"
    # The worker holds the other end of this pipe too: it comes to its end when both are gone.
    assert program.communicate(timeout=60)[0] == ""


def test_the_door_of_the_program_can_be_opened_by_a_worker() -> None:
    """A worker imports the file that was started, main.py, without starting a window or importing Qt."""
    code = (
        "import sys, runpy; sys.argv = ['main.py', '--version'];"
        "from engine.compare.workers import worker_pool, end_pool;"
        "import main; sys.modules['__main__'].__file__ = main.__file__; sys.modules['__main__'].__spec__ = None;"
        "from tests.engine.compare.test_workers import state_of_a_worker;"
        "pool = worker_pool(1); found = pool.submit(state_of_a_worker).result(); end_pool(pool);"
        "print(found['modules'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
