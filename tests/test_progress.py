"""What a learner predicted is kept in their workspace."""

import json

import pytest

from kerastutor import progress


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / ".kerastutor").mkdir()
    (tmp_path / ".kerastutor" / "workspace.json").write_text("{}")
    return tmp_path


def test_the_file_is_that_of_the_workspace_around(workspace, tmp_path):
    deep = workspace / "01_tensors" / "deep"
    deep.mkdir(parents=True)
    expected = workspace.resolve() / ".kerastutor" / "progress.json"
    assert progress.file(workspace) == progress.file(deep) == expected


def test_outside_a_workspace_there_is_none(tmp_path):
    (tmp_path / ".kerastutor").mkdir()  # a folder of that name is not enough
    assert progress.file(tmp_path) is None
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
    folder = workspace / ".kerastutor"
    assert sorted(path.name for path in folder.iterdir()) == ["progress.json", "workspace.json"]
    assert "é→" in (folder / "progress.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("broken", [b"{", b"[1, 2]", b"\xff\xfe\x00", b"null", b'{"a": '])
def test_a_broken_file_is_set_aside(workspace, broken):
    folder = workspace / ".kerastutor"
    (folder / "progress.json").write_bytes(broken)
    assert progress.read(workspace) == {}
    progress.keep("k", 1, workspace)
    assert progress.read(workspace) == {"k": 1}
    assert (folder / "progress.broken-1.json").read_bytes() == broken


def test_two_broken_files_are_both_kept(workspace):
    folder = workspace / ".kerastutor"
    for text in ("{first", "{second"):
        (folder / "progress.json").write_text(text)
        progress.keep("k", 1, workspace)
    kept = {path.read_text() for path in folder.glob("progress.broken-*.json")}
    assert kept == {"{first", "{second"}


def test_an_empty_file_has_nothing_to_set_aside(workspace):
    folder = workspace / ".kerastutor"
    (folder / "progress.json").write_text("{}")
    progress.keep("k", 1, workspace)
    assert not list(folder.glob("*broken*"))


def test_what_cannot_be_written_leaves_the_file_alone(workspace):
    progress.keep("k", 1, workspace)
    with pytest.raises(TypeError):
        progress.keep("k", object(), workspace)
    path = workspace / ".kerastutor" / "progress.json"
    assert json.loads(path.read_text()) == {"k": 1}
    assert len(list(path.parent.iterdir())) == 2
