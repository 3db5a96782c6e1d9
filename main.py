"""The door to Backprop Lab: the window, or with `train` and the listings the same engine in the terminal."""

from __future__ import annotations

import os
import sys

# On matrices this small a second BLAS thread costs more than it brings; the choice must be made before numpy is
# imported.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(variable, "1")

TERMINAL_COMMANDS = ("train", "datasets", "activations", "losses", "optimizers", "initializers")


def main(arguments: list[str]) -> int:
    """Open what the arguments ask for; the exit code."""
    if arguments and arguments[0] in TERMINAL_COMMANDS:
        from engine.console import main as terminal

        return terminal(arguments)
    from gui.app import main as window

    return window(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
