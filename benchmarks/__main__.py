"""`make bench`: one table, every row beside its rival in the same run.

Writes benchmarks/RESULTS.md, and the same table between the marks in README.md. Ends with 1 when a
goal is missed. `make bench ARGS="kernels imports"` runs some groups and writes nothing.
"""

import os
import platform
import sys
import time
from pathlib import Path

from benchmarks import checks, imports, kernels, paint, pairs, replay, stages

ROOT = Path(__file__).parents[1]
START, END = "<!-- bench: written by make bench -->", "<!-- bench: end -->"


def table(rows) -> str:
    lines = [
        "| what | ours | rival | rival's | ratio | goal | met |",
        "|---|--:|---|--:|--:|---|---|",
    ]
    for what, ours, rival, theirs, unit, goal, met in rows:
        ratio = theirs / ours if theirs > ours else ours / theirs
        less_is_better = unit not in ("", "a second")
        word = "better" if (theirs > ours) == less_is_better else "of the rival's"
        text = f"{ratio:.1f} times {word}" if word == "better" else f"{ours / theirs:.1f} {word}"
        lines.append(
            f"| {what} | {ours:,.4g} {unit} | {rival} | {theirs:,.4g} {unit} | {text} | {goal} | "
            f"{'' if not goal else met if isinstance(met, str) else 'yes' if met else '**no**'} |"
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


def _paint(chosen):
    """Two goals: that of the first explorers, and a stricter one, with the ratio beside it.

    The row of a widget that draws nothing says how much of each is none of the explorer's.
    """
    for pair, ours, theirs in paint.rows(chosen):
        goal = f"at most {pair.goal} ms; 8 times faster"
        fast, ratio = ours <= pair.goal, theirs >= 8 * ours
        words = ["yes" if fast else "**no**", "yes" if ratio else "**no**"]
        if not ratio and ours < 1.2 * FRAME:
            words[1] += " (a frame of the screen takes 16.7 ms)"
        if not pair.goal:
            goal, words = "", []
        yield (
            f"{pair.name}: key press to paint",
            ours,
            "interact, matplotlib",
            theirs,
            "ms",
            goal,
            ("; ".join(words)),
        )


#: Milliseconds between two pictures of a screen: nothing is painted sooner.
FRAME = 1000 / 60


def _checks():
    for name, ours, theirs in checks.rows():
        yield f"checks.{name}", ours, "bare asserts", theirs, "ms", "under 100 ms", ours < 100


def _imports():
    ours, theirs = imports.row()
    yield "import kerastutor", ours, "import keras", theirs, "ms", "under 150 ms", ours < 150


GROUPS = {
    "stage": lambda: _paint(stages.PAIRS),
    "paint": lambda: _paint(pairs.PAIRS),
    "replay": replay.rows,
    "checks": _checks,
    "imports": _imports,
    "kernels": kernels.rows,
}


def main(chosen):
    unknown = set(chosen) - set(GROUPS)
    if unknown:
        sys.exit(f"Expected some of: {', '.join(GROUPS)}. Received: {', '.join(sorted(unknown))}")
    where = machine()
    rows = []
    for name in chosen or GROUPS:
        print(f"{name} …", flush=True)
        for row in GROUPS[name]():
            print(f"  {row}", flush=True)
            rows.append(row)
    found = table(rows)
    text = (
        f"{where}Medians: {paint.PRESSES} key presses, {checks.TIMES} checks, "
        f"{imports.TIMES} imports, {kernels.TIMES} kernels.\n\n{found}\n"
    )
    print(text)
    if chosen:  # a part of the table replaces none
        return _all_met(rows)
    (ROOT / "benchmarks" / "RESULTS.md").write_text(f"# Benchmarks\n\n{text}", encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    if START in readme and END in readme:
        before, rest = readme.split(START, 1)
        after = rest.split(END, 1)[1]
        (ROOT / "README.md").write_text(f"{before}{START}\n{text}{END}{after}", encoding="utf-8")
    return _all_met(rows)


def _all_met(rows) -> bool:
    return all("**no**" not in met if isinstance(met, str) else met for *_row, met in rows)


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1:]) else 1)
