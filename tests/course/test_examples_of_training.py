"""The examples in the texts of chapter 3's assignment are what its solutions give."""

import re

import numpy as np
import pytest

from tests.course.notebooks import ASSIGNMENTS, answers, read

(PATH,) = (path for path in ASSIGNMENTS if path.parent.name == "03_training")


def example(name):
    """The code block of an exercise's text, and the numbers that its comments state."""
    (text,) = (cell.source for cell in read(PATH).cells if f". `{name}(" in cell.source)
    (block,) = re.findall(r"```python\n(.*?)```", text, re.S)
    said = " ".join(re.findall(r"#(.*)", block))
    return block, [float(number) for number in re.findall(r"-?\d+\.\d+", said)]


@pytest.mark.parametrize("name", answers(PATH))
def test_example(name):
    names = {"np": np}
    for solution in answers(PATH).values():
        exec(solution, names)
    block, said = example(name)
    before, call = re.split(rf"(?m)^(?={name}\()", block)
    exec(before, names)
    result = eval(call.splitlines()[0].partition("#")[0], names)
    parts = result if type(result) in (tuple, list) else (result,)
    given = np.concatenate([np.ravel(part) for part in parts])
    np.testing.assert_allclose(given, said, atol=5.1e-5)
