"""`python -m tests.bench [PART...]`: run these parts, or all of them."""

import importlib
import sys
import time

PARTS = ("weight", "cpu", "latency", "growth", "schedule", "server", "scoring")


def main(wanted: list[str]) -> None:
    """Measure each part and print its table."""
    if unknown := set(wanted) - set(PARTS):
        sys.exit(f"No such part: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}")
    started = time.monotonic()
    for part in wanted or PARTS:
        print(f"python -m tests.bench {part}", flush=True)
        importlib.import_module(f"tests.bench.{part}").measure()
    print(f"Took {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
