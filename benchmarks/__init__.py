"""How fast the lab is, and beside whom: `python -m benchmarks.engine` and `python -m benchmarks.live` (the window)."""

from __future__ import annotations

import os

# One BLAS thread for everybody, as in main.py; the choice must be made before numpy is imported.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"
