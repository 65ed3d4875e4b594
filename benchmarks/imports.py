"""`import kerastutor`, beside `import keras`, each in a fresh process that times itself."""

import statistics
import subprocess
import sys

TIMES = 5
TIMED = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


def milliseconds(module):
    done = subprocess.run(
        [sys.executable, "-c", TIMED.format(module)], check=True, capture_output=True, text=True
    )
    return 1000 * float(done.stdout.split()[-1])


def row():
    """(kerastutor's median, keras's median), in milliseconds; the first of each is left out."""
    found = {"kerastutor": [], "keras": []}
    for _time in range(TIMES + 1):
        for module, times in found.items():
            times.append(milliseconds(module))
    return tuple(statistics.median(times[1:]) for times in found.values())
