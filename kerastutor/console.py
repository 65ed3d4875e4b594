"""What every command prints with: one console, one table style, one progress bar."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

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


def table(title: str, columns: list[str], rows: list[list[str]], right: int = 0) -> None:
    """Print a table; the last ``right`` columns are numbers, aligned to the right."""
    grid = Table(title=Text(title), title_justify="left", title_style="bold")
    for index, column in enumerate(columns):
        number = index >= len(columns) - right
        grid.add_column(Text(column), justify="right" if number else "left", overflow="fold")
    for row in rows:
        grid.add_row(*[Text(str(cell)) for cell in row])
    console().print(grid)


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
