"""What `main.py train` prints: the losses on the way and the results, in the form of the lab or as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from engine.console_output import Voice
from engine.tables import confusion_table, loss_line, metrics_of, metrics_table, prediction_lines, score_line
from engine.trainer import Trainer


class TrainVoice(Voice):
    """Says losses and results, in the lab's form or as JSON."""

    def __init__(self, as_json: bool, with_metrics: bool) -> None:
        """``with_metrics``: whether the results are judged by every metric that applies."""
        super().__init__("train")
        self._as_json, self._with_metrics = as_json, with_metrics
        self.said = 0  # the last epoch whose loss was said

    def loss(self, epoch: int, loss: float) -> None:
        """The loss of one epoch."""
        self.line(json.dumps({"epoch": epoch, "loss": loss}) if self._as_json else loss_line(epoch, loss))
        self.said = epoch

    def last_losses(self, trainer: Trainer) -> None:
        """The losses of the last epochs, as far as they were not said yet."""
        last = trainer.history.last.tolist()
        for epoch, loss in enumerate(last, trainer.epoch - len(last) + 1):
            if epoch > self.said:
                self.loss(epoch, loss)

    def results(self, trainer: Trainer, seconds: float) -> None:
        """Predictions, accuracy and, where they are wanted, all metrics; in JSON one object."""
        if self._as_json:
            self.line(json.dumps(self._object(trainer, seconds)))
            return
        now, test, answers = trainer.evaluate(), trainer.evaluate_test(), trainer.answers()
        self.line(prediction_lines(answers))
        self.line(score_line(now))
        if test is not None:
            self.line(score_line(test, of="test"))
        if self._with_metrics:
            self.line("\n" + metrics_table(metrics_of(trainer.points, answers)))
            if not trainer.points.is_regression:
                self.line("\n" + confusion_table(trainer.points, answers))

    def _object(self, trainer: Trainer, seconds: float) -> dict[str, Any]:
        now, test = trainer.evaluate(), trainer.evaluate_test()
        score = "r2" if trainer.points.is_regression else "accuracy"
        results = {score: now.score, "loss": trainer.loss, "epochs": trainer.epoch, "seconds": seconds}
        if test is not None:
            results |= {f"test_{score}": test.score, "test_loss": test.loss}
        if not self._with_metrics:
            return _finite(results)
        metrics = metrics_of(trainer.points, trainer.answers())
        names = {"train": "metrics", "test": "test_metrics"}
        return _finite(results) | {names[part]: _finite(values) for part, values in metrics.items()}


def _finite(values: Mapping[str, float]) -> dict[str, Any]:
    """The numbers with a null for each that JSON does not know."""
    return {name: value if math.isfinite(value) else None for name, value in values.items()}
