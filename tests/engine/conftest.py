"""What all tests of the engine share: repeatable random cases, and registries as they were when a test is over."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from engine import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    SCHEDULES,
    Registry,
    save_run,
)  # fmt: skip
from engine.console import main
from tests.engine.run_files import Members, some_run
from tests.engine.terminals import Result, Terminal

# The cases are random but the same each time: a check that fails today and passes tomorrow helps nobody.
settings.register_profile(
    "engine", derandomize=True, deadline=None, database=None, max_examples=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
settings.load_profile("engine")


@pytest.fixture
def restored_registries() -> Iterator[None]:
    """Whatever the test registers is gone when it is over."""
    registries: list[Registry[Any]] = [
        ACTIVATIONS, DATASETS, FEATURES, INITIALIZERS, LAYERS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES,
    ]  # fmt: skip
    before = [dict(registry._classes) for registry in registries]
    yield
    for registry, classes in zip(registries, before, strict=True):
        registry._classes.clear()
        registry._classes.update(classes)


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Calls the command line: exit code, lines of stdout, stderr."""

    def call(*arguments: object) -> Result:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:  # argparse leaves by this door after --help
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return code, captured.out.splitlines(), captured.err

    return call


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a run file."""
    path = tmp_path_factory.mktemp("run") / "run.npz"
    save_run(some_run().run(), path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def members(good: bytes) -> Members:
    """The parts of a run file by name."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the test puts its run file."""
    return tmp_path / "run.npz"
