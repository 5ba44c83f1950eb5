"""What Heard costs: each figure beside its budget, and beside a floor taken in the same run.

`make bench` runs every part; `python -m tests.bench weight|cpu|latency|growth|server|scoring` runs
some. Everything stays on 127.0.0.1. No test depends on a time.
"""
