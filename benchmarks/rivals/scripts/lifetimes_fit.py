"""BG/NBD by lifetimes; runs where it is installed.

    python lifetimes_fit.py FILE

prints the seconds of a fit to the columns `repeats`, `last_days` and `age_days` of a CSV, and its
parameters r, alpha, a and b, in days.
"""

import sys
import time

import pandas as pd
from lifetimes import BetaGeoFitter  # type: ignore[import-not-found]


def main(file: str) -> None:
    """Fit, and print."""
    histories = pd.read_csv(file)
    begin = time.perf_counter()
    model = BetaGeoFitter()
    model.fit(histories["repeats"], histories["last_days"], histories["age_days"])
    end = time.perf_counter()
    print(end - begin, *(float(model.params_[name]) for name in ("r", "alpha", "a", "b")))


if __name__ == "__main__":
    main(sys.argv[1])
