"""An nn.Module says which layers a network has and how a sample goes through them; PyTorch finds the way back itself.

A network of Dense layers and activations is written as the lab's slide writes it, layer by layer, as long as it is
short; any other becomes an nn.Sequential.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.activations import Activation
from engine.dropout import Dropout
from engine.layers import Dense, Layer
from engine.normalization import BatchNorm
from engine.pooling import Flatten
from engine.program import Array, Shape
from engine.scripts.lines import lines
from engine.scripts.torch_parts import bend_of, dense, modules_of, sees_single_numbers

MOST_NAMED = 6  # layers of neurons that are written one by one

MASKED_DROPOUT = '''\
class MaskedDropout(nn.Module):
    """Silences a share of all numbers, others in each update; what is left grows by 1 / (1 - rate).

    nn.Dropout does the same.  Here the masks are those of the run: its random numbers u from 0 to 1 follow from a key
    and from how many updates there were."""

    def __init__(self, rate: float, key: tuple[int, int]) -> None:
        super().__init__()
        self.rate, self.key, self.updates = rate, np.array(key, dtype=np.uint64), 0

    def forward(self, a: torch.Tensor) -> torch.Tensor:
        if not self.training:
            return a
        philox = np.random.Philox(key=self.key, counter=self.updates << 64)
        u = np.random.Generator(philox).random((a[0].numel(), len(a)){dtype})  # (features, samples)
        self.updates += 1
        mask = torch.from_numpy((u >= self.rate).T).reshape(a.shape) / (1 - self.rate)
        return a * mask


'''

SINGLE_NUMBERS = '''\
class {name}(nn.{name}):
    """nn.{name} that also takes a batch with one number of each feature: it is its own mean, and β is left."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.training and x.numel() == self.num_features:
            return (self.weight * (x - x).flatten(1) + self.bias).reshape(x.shape)
        return super().forward(x)


'''


FIRST_NETWORK = '''\
def first_network() -> Net:
    """The network with the first weights of the run."""
    net = Net()
    with torch.no_grad():
        for name, values in FIRST_WEIGHTS.items():
            net.get_parameter(name).copy_(torch.from_numpy(values))
    return net'''


@dataclass(frozen=True)
class Written:
    """A network as text."""

    code: str  # class Net, before it the classes that it needs, behind it the function that makes the first one
    first: dict[str, Array]  # its first weights by their names in PyTorch: "layer1.weight", "layer1.bias" …
    has_modes: bool = False  # whether it does something else in training than when it is asked


def written_network(layers: Sequence[Layer], shape: Shape, smallest_batch: int, precision: str) -> Written:
    """The network for samples of ``shape``, its smallest batch so large.

    Raises ScriptError where a layer has no counterpart."""
    neurons, bends = _neurons_and_bends(layers)
    if 0 < len(neurons) <= MOST_NAMED:
        return _one_by_one(neurons, bends, is_flattened=isinstance(layers[0], Flatten))
    return _in_sequence(layers, shape, smallest_batch, precision)


def _neurons_and_bends(layers: Sequence[Layer]) -> tuple[list[Dense], list[Layer]]:
    """The layers in pairs, Dense and activation, if they are nothing else behind a first Flatten; else none."""
    rest = layers[isinstance(layers[0], Flatten) :]
    neurons, bends = [each for each in rest[::2] if type(each) is Dense], list(rest[1::2])
    are_pairs = 2 * len(neurons) == len(rest) and all(isinstance(each, Activation) for each in bends)
    return (neurons, bends) if are_pairs else ([], [])


def _one_by_one(neurons: Sequence[Dense], bends: Sequence[Layer], is_flattened: bool) -> Written:
    """With h1 = torch.sigmoid(self.layer1(x)), and so on to y."""
    signals = ["x", *(f"h{k}" for k in range(1, len(neurons))), "y"]
    forward: list[str] = []
    first: dict[str, Array] = {}
    for k, (layer, bend) in enumerate(zip(neurons, bends, strict=True), 1):
        z = f"self.layer{k}({signals[k - 1]})"
        forward.append(f"        {signals[k]} = {bend_of(bend).of(z)}")
        first |= _first(layer, f"layer{k}")
    code = lines(
        *HEAD,
        *(f"        self.layer{k} = {dense(layer)}" for k, layer in enumerate(neurons, 1)),
        *FORWARD,
        is_flattened and "        x = x.flatten(1)  # of each image a row of numbers",
        *forward,
        "        return y",
        "\n",
        FIRST_NETWORK,
    )
    return Written(code, first)


def _in_sequence(layers: Sequence[Layer], shape: Shape, smallest_batch: int, precision: str) -> Written:
    """With nn.Sequential(…), and of images, at the right, their shape behind the layers that change it."""
    came = f"  # {' x '.join(map(str, shape))}" if len(shape) > 1 else ""
    helpers: dict[str, str] = {}
    modules: list[str] = []
    first: dict[str, Array] = {}
    for layer in layers:
        made = modules_of(layer, shape)
        if isinstance(layer, Dropout):
            dtype = "" if precision == "float64" else f", dtype=np.{precision}"
            helpers["MaskedDropout"] = MASKED_DROPOUT.format(dtype=dtype)
        if sees_single_numbers(layer, shape, smallest_batch):
            made = [each.removeprefix("nn.") for each in made]
            name = made[0].partition("(")[0]
            helpers[name] = SINGLE_NUMBERS.format(name=name)
        first |= _first(layer, f"layers.{len(modules)}")
        before, shape = shape, layer.shape_after(shape)
        modules += [f"            {each}," for each in made]
        if shape != before and len(before) > 1:
            modules[-1] += f"  # {' x '.join(map(str, shape))}"
    code = lines(
        *HEAD,
        f"        self.layers = nn.Sequential({came}",
        *modules,
        "        )",
        *FORWARD,
        "        return self.layers(x)",
        "\n",
        FIRST_NETWORK,
    )
    return Written("".join(helpers.values()) + code, first, any(isinstance(e, Dropout | BatchNorm) for e in layers))


HEAD = (
    "class Net(nn.Module):",
    '    """The network: its layers, and how samples x (samples, …) become outputs y (samples, outputs)."""',
    "",
    "    def __init__(self) -> None:",
    "        super().__init__()",
)
FORWARD = (
    "",
    "    def forward(self, x: torch.Tensor) -> torch.Tensor:",
)


def _first(layer: Layer, name: str) -> dict[str, Array]:
    """The first weights of a layer; those of a batch norm, γ = 1 and β = 0, are PyTorch's too."""
    if isinstance(layer, BatchNorm):
        return {}
    found = {"weight": getattr(layer, "W", None), "bias": getattr(layer, "b", None)}
    return {f"{name}.{each}": values for each, values in found.items() if values is not None}
