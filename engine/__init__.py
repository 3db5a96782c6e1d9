"""The engine learns: numpy and the standard library only, so that every step from the data to the update can be read.

Read the files in this order: each needs only those before it.
"""

# isort: off
from engine.registry import Registry, UnknownName
from engine.knobs import Knob, KnobError, knob, knobs_of
from engine.program import Operation, Program, Record
from engine.initializers import INITIALIZERS, Initializer
from engine.layers import LAYERS, Dense, Layer, ShapeError
from engine.activations import ACTIVATIONS, Activation
from engine.network import Network
from engine.losses import LOSSES, Loss
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.datasets import DATASETS, Dataset
from engine.batches import Batches
from engine.metrics import accuracy
from engine.recipe import Recipe, RecipeError
from engine.snapshot import Curve, Neurons, Points, Snapshot, Surface
from engine.history import History
from engine.run import Intervention, Run, RunError
from engine.view import View
from engine.trainer import Diverged, Evaluation, Trainer
from engine.gradient_check import check_gradients
from engine.storage import load_run, save_run

__version__ = "0.1.0"
__all__ = [
    "ACTIVATIONS", "DATASETS", "INITIALIZERS", "LAYERS", "LOSSES", "OPTIMIZERS", "Activation", "Batches", "Curve",
    "Dataset", "Dense", "Diverged", "Evaluation", "History", "Initializer", "Intervention", "Knob", "KnobError",
    "Layer", "Loss", "Network", "Neurons", "Operation", "Optimizer", "Points", "Program", "Recipe", "RecipeError",
    "Record", "Registry", "Run", "RunError", "ShapeError", "Snapshot", "Surface", "Trainer", "UnknownName", "View",
    "accuracy", "check_gradients", "knob", "knobs_of", "load_run", "save_run",
]
