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
from engine.convolution import Conv2D
from engine.pooling import AveragePool2D, Flatten, GlobalAveragePool2D, MaxPool2D
from engine.dropout import Dropout
from engine.normalization import BatchNorm
from engine.layer_list import LayerChoice
from engine.precision import PRECISIONS
from engine.network import Network
from engine.losses import LOSSES, Loss
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.schedules import SCHEDULES, Schedule
from engine.datasets import DATASETS, Dataset
from engine import class_datasets as class_datasets
from engine import regression_datasets as regression_datasets
from engine import image_datasets as image_datasets
from engine import csv_dataset as csv_dataset
from engine.inputs import FEATURES, Inputs
from engine.batches import Batches
from engine.metrics import METRICS, Metric, accuracy
from engine.recipe import Recipe, RecipeError
from engine.snapshot import Curve, Line, Neurons, Points, Snapshot, Surface
from engine.history import History
from engine.run import Intervention, Run, RunError
from engine.view import View
from engine.evaluation import Evaluation
from engine.trainer import Diverged, Trainer
from engine.gradient_check import check_gradients
from engine.storage import load_run, save_run

__version__ = "0.1.0"
__all__ = [
    "ACTIVATIONS", "DATASETS", "FEATURES", "INITIALIZERS", "LAYERS", "LOSSES", "METRICS", "OPTIMIZERS", "PRECISIONS",
    "SCHEDULES", "Activation", "AveragePool2D", "BatchNorm", "Batches", "Conv2D", "Curve", "Dataset", "Dense",
    "Diverged", "Dropout", "Evaluation", "Flatten", "GlobalAveragePool2D", "History", "Initializer", "Inputs",
    "Intervention", "Knob", "KnobError", "Layer", "LayerChoice", "Line", "Loss", "MaxPool2D", "Metric", "Network",
    "Neurons", "Operation", "Optimizer", "Points", "Program", "Recipe", "RecipeError", "Record", "Registry", "Run",
    "RunError", "Schedule", "ShapeError", "Snapshot", "Surface", "Trainer", "UnknownName", "View", "accuracy",
    "check_gradients", "knob", "knobs_of", "load_run", "save_run",
]
