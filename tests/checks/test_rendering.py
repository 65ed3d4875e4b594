"""A failure as a learner sees it: short lines in IPython and in Jupyter, never a stack trace."""

import re

import numpy as np
import pytest

from kerastutor import checks
from kerastutor.checks import exercises
from kerastutor.checks.failure import arguments
from tests.checks.answers import made

CELLS = """
import numpy as np
from kerastutor import checks

def scale_images(images):
    return images / 255

def one_hot(labels, num_classes):
    # YOUR CODE HERE
    raise NotImplementedError()

def leaves(images):
    exit()

def raises(images):
    x = 1
    return images[99, 99]
"""


@pytest.fixture
def shell():
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(colors="nocolor")
    shell.run_cell(CELLS)
    yield shell
    InteractiveShell.clear_instance()


def run(shell, capfd, code):
    capfd.readouterr()
    result = shell.run_cell(code)
    out, err = capfd.readouterr()
    assert err == ""
    assert "Traceback" not in out and "kerastutor/checks" not in out
    return result, out


def test_failure_in_ipython(shell, capfd):
    result, out = run(shell, capfd, "checks.scale_images(scale_images)")
    error = result.error_in_exec
    assert isinstance(error, checks.CheckFailed)
    assert out.strip() == str(error)
    lines = out.strip().split("\n")
    assert lines[0] == (
        "✗ scale_images: the result should have dtype float32. Received: dtype float64."
    )
    labels = [re.match(r"  (\S.{8}) ", line) for line in lines[1:]]
    labels = [match.group(1).strip() for match in labels if match]
    assert labels == ["given", "expected", "received", "→", "Look at", "See it"]
    assert 'checks.explore("scale_images")' in lines[-1]
    assert len(lines) < 16


def test_not_attempted_in_ipython(shell, capfd):
    result, out = run(shell, capfd, "checks.one_hot(one_hot)")
    assert isinstance(result.error_in_exec, checks.NotAttempted)
    assert out.startswith("○ one_hot: not attempted yet.\n")
    assert 'checks.hint("one_hot")' in out


def test_a_stub_whose_cell_was_renamed_in_ipython(shell, capfd):
    shell.run_cell("def one_hot(labels, num_classes):\n    raise NotImplementedError()")
    shell.run_cell("def one_hott(labels, num_classes):\n    return labels")
    _result, out = run(shell, capfd, "checks.one_hot(one_hot)")
    assert out.startswith("○ one_hot: not attempted yet.\n")
    said = " ".join(out.split())
    assert "there is a function one_hott, too. If that is your answer, its name has to be" in said


def test_wrong_name_in_ipython(shell, capfd):
    shell.run_cell("def Softmax(x, axis=-1): return x")
    result, out = run(shell, capfd, "checks.softmax(softmax)")
    assert isinstance(result.error_in_exec, NameError)
    assert out.startswith("✗ softmax: no function softmax was found; did you mean Softmax?\n")
    assert "NameError" not in out and "Its name has to be softmax" in " ".join(out.split())


def test_nothing_of_that_name_in_ipython(shell, capfd):
    _result, out = run(shell, capfd, "checks.softmax(softmax)")
    assert out.startswith("○ softmax: no function softmax was found.\n")
    assert "  ↻         Run that cell, and after a restart all cells above; then" in out


def test_answer_cell_that_did_not_run(shell, capfd):
    shell.run_cell("def softmax(x, axis=-1)\n    return x", store_history=True)
    code = "checks.softmax(softmax)"
    capfd.readouterr()
    shell.run_cell(code, store_history=True)
    out, _err = capfd.readouterr()
    assert "your answer cell did not run to its end: SyntaxError: expected ':' in its line 1" in out
    assert "NameError" not in out
    shell.run_cell("import no_such_thing\ndef softmax(x):\n    return x", store_history=True)
    capfd.readouterr()
    shell.run_cell(code, store_history=True)
    out, _err = capfd.readouterr()
    assert "did not run to its end: see the message under it" in out and "NameError" not in out


@pytest.mark.parametrize("code", ["softmax", "checks.softmax(sofmax)", "raise NameError()"])
def test_other_names_show_as_they_do(shell, capfd, code):
    checks.softmax  # noqa: B018 - looked up: what is missing is told from now on
    capfd.readouterr()
    shell.run_cell(code)
    out, _err = capfd.readouterr()
    assert "NameError" in out


def test_pass_in_ipython(shell, capfd):
    shell.run_cell("def scale_images(images): return (images / 255).astype('float32')")
    result, out = run(shell, capfd, "checks.scale_images(scale_images)")
    assert result.success and result.result is None
    assert out.count("\n") == 1 and out.startswith("✓ scale_images: ")


def test_line_of_the_learners_cell(shell, capfd):
    _result, out = run(shell, capfd, "checks.scale_images(raises)")
    assert "it raised IndexError: index 99 is out of bounds" in out
    assert "\n  line      16: return images[99, 99]\n" in out


def test_exit_leaves_the_shell_alive(shell, capfd):
    _result, out = run(shell, capfd, "checks.scale_images(leaves)")
    assert "it called exit()" in out
    assert shell.user_ns["exit"] is shell.exiter


def test_str_and_lines_are_one_text():
    with pytest.raises(checks.CheckFailed) as caught:
        checks.describe(lambda x: None)
    error = caught.value
    assert error._render_traceback_() == str(error).split("\n")
    assert isinstance(error, AssertionError)


def test_attributes():
    with pytest.raises(checks.CheckFailed) as caught:
        checks.describe(lambda x: (x.ndim, x.shape, x.dtype))
    error = caught.value
    assert error.exercise == "describe"
    assert error.mistake == "dtype_object"
    assert list(error.given) == ["x"]
    assert error.expected == (3, error.given["x"].shape, "uint8")
    assert error.received[:2] == error.expected[:2]


def test_of_several_gradients_the_wrong_one_is_printed():
    mistakes = {m.name: m for m in exercises.find("dense_gradients").mistakes}
    with pytest.raises(checks.CheckFailed) as caught:
        checks.dense_gradients(made(mistakes["dbias_averaged"]))
    rows = dict(re.findall(r"^  (expected|received) +(.*)$", str(caught.value), re.M))
    right, theirs = caught.value.expected[2], caught.value.received[2]
    assert rows == {"expected": f"dbias = {right!r}", "received": f"dbias = {theirs!r}"}
    with pytest.raises(checks.CheckFailed) as caught:
        checks.dense_gradients(made(mistakes["dx_missing"]))
    assert caught.value.headline == (
        "the result should have 3 items: dx, dkernel, dbias. Received: 2 items."
    )


def test_no_html_and_no_colours():
    for name in checks.names():
        for mistake in exercises.find(name).mistakes:
            with pytest.raises(checks.CheckFailed) as caught:
                getattr(checks, name)(made(mistake))
            text = str(caught.value)
            assert not re.search(r"<(/|div|span|b|pre|table|script)|\x1b", text)
            assert text.count("\n") < 42


@pytest.mark.slow
def test_in_a_real_kernel():
    """nbgrader gives nothing for a cell that writes on stderr: a real kernel must not."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3")
    try:
        client.execute_interactive(CELLS, timeout=60, output_hook=lambda message: None)
        seen = []

        def ask(code):
            seen.clear()
            client.execute_interactive(code, timeout=120, output_hook=seen.append)
            return [(m["msg_type"], m["content"]) for m in seen if m["msg_type"] != "status"]

        loud = (
            "import os, sys, logging\n"
            "logging.getLogger().addHandler(logging.StreamHandler(sys.stderr))\n"
            "def talks(images):\n"
            "    os.write(2, b'log'); os.write(1, b'fd'); print('printed')\n"
            "    logging.error('logged'); print('e', file=sys.stderr)\n"
            "    return (images / 255).astype('float32')\n"
            "checks.scale_images(talks)"
        )
        outputs = [o for o in ask(loud) if o[0] != "execute_input"]
        assert {kind for kind, _content in outputs} == {"stream"}
        assert {content["name"] for _kind, content in outputs} == {"stdout"}
        text = "".join(content["text"] for _kind, content in outputs)
        assert text.startswith("✓ scale_images") and text.count("\n") == 2

        outputs = [o for o in ask("checks.scale_images(scale_images)") if o[0] != "execute_input"]
        assert [kind for kind, _content in outputs] == ["error"]
        content = outputs[0][1]
        assert content["ename"] == "CheckFailed"
        assert "\n".join(content["traceback"]).startswith("✗ scale_images: ")
        assert "Traceback" not in "\n".join(content["traceback"])

        ask("checks.scale_images(leaves)")
        outputs = ask("print('alive')")
        assert ("stream", {"name": "stdout", "text": "alive\n"}) in outputs
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_the_newest_answer_cell_is_no_python(shell, capfd):
    shell.run_cell("def scale_images(images):\n    return 1 / images", store_history=True)
    shell.run_cell("def scale_images(images:\n    return 2", store_history=True)
    capfd.readouterr()
    _result, out = run(shell, capfd, "checks.scale_images(scale_images)")
    assert "this is your scale_images of before: its newest cell did not run." in out
    shell.run_cell("def scale_images(images):\n    return 1 / images", store_history=True)
    _result, out = run(shell, capfd, "checks.scale_images(scale_images)")
    assert "of before" not in out


def test_rows_of_an_array_stand_under_each_other():
    rows = arguments({"kernel": np.arange(4.0).reshape(2, 2)}).split("\n")
    assert rows[0].index("[0.") == rows[1].index("[2.")
