"""What a learner predicted is kept in their workspace."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kerastutor import progress

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / ".kerastutor").mkdir()
    (tmp_path / ".kerastutor" / "workspace.json").write_text("{}")
    return tmp_path


def test_the_folder_is_that_of_the_workspace_around(workspace):
    deep = workspace / "chapter" / "deep"
    deep.mkdir(parents=True)
    expected = workspace.resolve() / ".kerastutor" / "progress"
    assert progress.folder(workspace) == progress.folder(deep) == expected


def test_outside_a_workspace_there_is_none(tmp_path):
    (tmp_path / ".kerastutor").mkdir()  # a folder of that name is not enough
    assert progress.folder(tmp_path) is None
    assert progress.read(tmp_path) == {}
    progress.keep("k", 1, tmp_path)
    assert list((tmp_path / ".kerastutor").iterdir()) == []


def test_the_working_directory_counts(workspace, monkeypatch):
    monkeypatch.chdir(workspace)
    progress.keep("k", 1)
    assert progress.read() == {"k": 1}


def test_kept_side_by_side(workspace):
    progress.keep("one", {"a": 1}, workspace)
    progress.keep("two", "é→", workspace)
    progress.keep("one", {"a": 2}, workspace)
    assert progress.read(workspace) == {"one": {"a": 2}, "two": "é→"}
    files = list(progress.folder(workspace).iterdir())
    assert len(files) == 2
    assert any("é→" in path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("key", ["3/why?", "a\\b:c*", "../../up", "形状", "", "x" * 500, "CON"])
def test_any_text_is_a_key(workspace, key):
    other = key + "."
    progress.keep(key, 1, workspace)
    progress.keep(other, 2, workspace)
    assert progress.read(workspace) == {key: 1, other: 2}
    for path in progress.folder(workspace).iterdir():  # names that Windows allows, too
        assert re.fullmatch(r"[\w-]{13,60}\.json", path.name, re.ASCII)
        assert path.stem.upper() != "CON"


@pytest.mark.parametrize(
    "broken", [b"{", b"[1, 2]", b"\xff\xfe\x00", b"null", b'{"a": ', b"[" * 9999]
)
def test_a_broken_file_takes_no_other_with_it(workspace, broken):
    progress.keep("one", 1, workspace)
    (path,) = progress.folder(workspace).iterdir()
    progress.keep("two", 2, workspace)
    path.write_bytes(broken)
    assert progress.read(workspace) == {"two": 2}
    progress.keep("one", 3, workspace)
    assert progress.read(workspace) == {"one": 3, "two": 2}


def test_what_older_versions_kept_still_counts(workspace):
    old = workspace / ".kerastutor" / "progress.json"
    old.write_text('{"one": 1, "two": 2}')
    progress.keep("two", 3, workspace)
    assert progress.read(workspace) == {"one": 1, "two": 3}
    assert old.read_text() == '{"one": 1, "two": 2}'


def test_what_cannot_be_written_leaves_all_as_it_was(workspace):
    progress.keep("k", 1, workspace)
    with pytest.raises(TypeError):
        progress.keep("k", object(), workspace)
    with pytest.raises(UnicodeEncodeError):
        progress.keep("k", "half a \ud83d character", workspace)
    assert progress.read(workspace) == {"k": 1}
    assert len(list(progress.folder(workspace).iterdir())) == 1


KEEPING = """
import sys
from kerastutor import progress
start, who, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
print("up", flush=True)
sys.stdin.readline()
number = 0
while number < most:
    progress.keep(f"{who}/{number}", {"committed": "7" * 200}, start)
    number += 1
"""


def keeping(workspace, who, most):
    """A process of its own that keeps ``most`` predictions, as soon as it is told to."""
    command = [sys.executable, "-c", KEEPING, str(workspace), who, str(most)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
    )
    assert process.stdout.readline() == "up\n"
    return process


def test_kernels_that_keep_at_the_same_time_lose_nothing(workspace):
    kernels = {who: keeping(workspace, who, 50) for who in "abcd"}
    for kernel in kernels.values():
        kernel.stdin.write("\n")
        kernel.stdin.flush()
    assert [kernel.wait(60) for kernel in kernels.values()] == [0] * 4
    for kernel in kernels.values():
        kernel.stdin.close()
        kernel.stdout.close()
    kept = progress.read(workspace)
    assert set(kept) == {f"{who}/{number}" for who in "abcd" for number in range(50)}
    assert len(list(progress.folder(workspace).iterdir())) == 200  # and no draft is left


def test_threads_of_one_kernel_lose_nothing(workspace):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: progress.keep(f"{n}", n, workspace), range(200)))
    assert progress.read(workspace) == {f"{n}": n for n in range(200)}


def test_a_kernel_that_is_killed_leaves_whole_files_and_no_lock(workspace):
    for who in "abc":
        kernel = keeping(workspace, who, 1_000_000)
        kernel.stdin.write("\n")
        kernel.stdin.flush()
        while f"{who}/20" not in progress.read(workspace):
            assert kernel.poll() is None
        kernel.kill()
        kernel.wait(10)
        kernel.stdin.close()
        kernel.stdout.close()
        progress.keep(f"after {who}", 1, workspace)
    files = list(progress.folder(workspace).glob("*.json"))
    assert len(progress.read(workspace)) == len(files) > 60


def test_on_windows_a_file_that_somebody_has_open_is_tried_again(workspace, monkeypatch):
    replace, refused = os.replace, []

    def busy(*names):
        if len(refused) < 3:
            refused.append(names)
            raise PermissionError(13, "The process cannot access the file")
        replace(*names)

    monkeypatch.setattr(progress.os, "replace", busy)
    monkeypatch.setattr(progress, "TRIES", 1)
    with pytest.raises(PermissionError):  # elsewhere it means that the folder cannot be written
        progress.keep("k", 1, workspace)
    assert list(progress.folder(workspace).iterdir()) == []
    monkeypatch.setattr(progress, "TRIES", 5)
    progress.keep("k", 1, workspace)
    assert len(refused) == 3 and progress.read(workspace) == {"k": 1}
