"""`make bench`: one table, every row beside its rival in the same run.

Writes benchmarks/RESULTS.md, and the same table between the marks in README.md. Ends with 1 when a
goal is missed.
"""

import os
import platform
import sys
import time
from pathlib import Path

from benchmarks import checks, imports, paint

ROOT = Path(__file__).parents[1]
START, END = "<!-- bench: written by make bench -->", "<!-- bench: end -->"


def table(rows) -> str:
    lines = [
        "| what | ours, ms | rival | rival, ms | times faster | goal | met |",
        "|---|--:|---|--:|--:|---|---|",
    ]
    for what, ours, rival, theirs, goal, met in rows:
        lines.append(
            f"| {what} | {ours:.1f} | {rival} | {theirs:.1f} | {theirs / ours:.1f} | {goal} | "
            f"{'yes' if met else '**no**'} |"
        )
    return "\n".join(lines)


def machine() -> str:
    import keras
    import tensorflow as tf

    return (
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, {platform.system()}, Python "
        f"{platform.python_version()}, TensorFlow {tf.__version__}, Keras {keras.__version__}. "
        f"Load average at the start {os.getloadavg()[0]:.1f}. "
    )


def main():
    where = machine()
    print("key press to paint, in a browser …", flush=True)
    rows = [
        (
            f"{name}: key press to paint",
            ours,
            "interact, matplotlib",
            theirs,
            "8 times faster, at most 40 ms",
            theirs >= 8 * ours and ours <= 40,
        )
        for name, ours, theirs in paint.rows()
    ]
    print("checks …", flush=True)
    rows += [
        (f"checks.{name}", ours, "bare asserts", theirs, "under 100 ms", ours < 100)
        for name, ours, theirs in checks.rows()
    ]
    ours, theirs = imports.row()
    rows.append(("import kerastutor", ours, "import keras", theirs, "under 150 ms", ours < 150))

    found = table(rows)
    text = (
        f"{where}Medians: {paint.PRESSES} key presses, {checks.TIMES} checks, "
        f"{imports.TIMES} imports.\n\n{found}\n"
    )
    print(text)
    (ROOT / "benchmarks" / "RESULTS.md").write_text(f"# Benchmarks\n\n{text}", encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    if START in readme and END in readme:
        before, rest = readme.split(START, 1)
        after = rest.split(END, 1)[1]
        (ROOT / "README.md").write_text(f"{before}{START}\n{text}{END}{after}", encoding="utf-8")
    return all(met for *_row, met in rows)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
