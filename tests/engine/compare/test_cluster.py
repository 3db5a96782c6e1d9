"""A Dask cluster takes the place of this machine's processes: the five lines of docs/cluster.md, on a local cluster."""

from __future__ import annotations

import pytest

from engine.compare.crew import Crew
from engine.compare.outcome import State
from engine.compare.sweep import Sweep
from engine.trainer import Trainer
from tests.engine.compare.trials import LAB, compared

distributed = pytest.importorskip("dask.distributed", reason="Dask is optional: see docs/cluster.md")


@pytest.mark.filterwarnings("default")  # what Dask warns of is its own affair
def test_a_cluster_has_the_same_numbers() -> None:
    """Of two processes of this machine, which might as well be on two others."""
    comparison = compared("lr=0.1,1,10", "hidden=2,4x4", recipe=LAB.changed(epochs=300, batch_size=8), seeds=2)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
        client.get_executor(pure=False) as executor,
    ):
        sweep = Sweep(comparison, Crew(2, executor))
        news = [len(changed) for changed in sweep.run()]
    assert sum(news) >= len(comparison.trials)
    for outcome in sweep.outcomes:
        trainer = Trainer(outcome.trial.recipe)
        trainer.train(300)
        assert outcome.state is State.DONE
        assert outcome.loss == pytest.approx(trainer.loss, rel=1e-9)
        assert outcome.score == trainer.evaluate().score
