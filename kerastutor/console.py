"""What every command prints with: one console, one table style, one progress bar."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text


def console(stderr: bool = False) -> Console:
    """A console on the present stdout or stderr; wide where no terminal says its width."""
    stream = sys.stderr if stderr else sys.stdout
    wide = None if stream.isatty() or os.environ.get("COLUMNS") else 160
    return Console(file=stream, width=wide, highlight=False, soft_wrap=wide is not None)


def say(text: str, style: str = "") -> None:
    """Print one message as it is: brackets in it are no markup."""
    console().print(Text(text, style=style))


def warn(text: str) -> None:
    """Print one message to stderr."""
    console(stderr=True).print(Text(text, style="yellow"))


def table(
    title: str,
    columns: list[str],
    rows: list[list[str]],
    right: int = 0,
    after: int = 0,
    whole: int = 1,
) -> None:
    """Print a table.

    Args:
        title: the line above it.
        columns: their heads.
        rows: the cells, as text.
        right: how many columns at the end are numbers, aligned to the right.
        after: how many columns of text come after those.
        whole: how many of the first columns are names, which are never broken: where they leave
            too little room, the table is wider than the terminal.
    """
    grid = Table(title=Text(title), title_justify="left", title_style="bold")
    numbers = range(len(columns) - after - right, len(columns) - after)
    for index, column in enumerate(columns):
        grid.add_column(
            Text(column),
            justify="right" if index in numbers else "left",
            overflow="fold",
            no_wrap=index < whole or index in numbers,
        )
    for row in rows:
        grid.add_row(*[Text(str(cell)) for cell in row])
    out = console()
    widest = _widths(columns, rows)
    least = [
        width if index < whole or index in numbers else min(width, LEAST)
        for index, width in enumerate(widest)
    ]
    needed = _around(columns) + sum(least)
    out.width = max(needed, out.width)
    out.print(grid)


def fits(columns: list[str], rows: list[list[str]]) -> bool:
    """Whether a table has room without a broken line."""
    return _around(columns) + sum(_widths(columns, rows)) <= console().width


def items(title: str, rows: list[tuple[str, ...]]) -> None:
    """Print a list of names, each with sentences below it: for names and paths that are long."""
    out = console()
    out.print(Text(title, style="bold"))
    for name, *sentences in rows:
        out.print(Text(f"  {name}"), soft_wrap=True)
        for sentence in sentences:
            out.print(Text(f"      {sentence}"), soft_wrap=True)


LEAST = 12  # the room that a column of sentences needs


def _widths(columns: list[str], rows: list[list[str]]) -> list[int]:
    lines = [columns, *rows]
    return [max(cell_len(str(line[index])) for line in lines) for index in range(len(columns))]


def _around(columns: list[str]) -> int:
    """What a table's own lines and spaces take."""
    return 3 * len(columns) + 1


@contextmanager
def progress(text: str, total: int | None) -> Iterator[Progress]:
    """A progress bar on stderr; ``bar.advance(bar.task_ids[0])`` moves it."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        bar.add_task(text, total=total)
        yield bar


def status(text: str):
    """A spinner on stderr for work whose length is not known."""
    return console(stderr=True).status(Text(text))
