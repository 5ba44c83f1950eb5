"""How much is asked of somebody."""

import math


def minutes(seconds: float) -> int:
    """So many seconds in whole minutes, rounded up, at least one.

    The same for whoever asks and whoever answers, so that nobody is told less than they get.
    """
    return max(1, math.ceil(seconds / 60))
