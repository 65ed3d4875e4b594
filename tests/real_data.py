"""The real data sets of ../shared/data, or of the folder that KERASTUTOR_DATA names."""

import os
from pathlib import Path

import pytest

_named = os.environ.get("KERASTUTOR_DATA")  # before a test sets another
FOLDER = Path(_named) if _named else Path(__file__).parents[2] / "shared" / "data"


def shared(file_name):
    """A real file, or a skip that says which one is absent."""
    path = FOLDER / file_name
    if not path.is_file():
        pytest.skip(f"real data absent: {path} (set KERASTUTOR_DATA)")
    return path
