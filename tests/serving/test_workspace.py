"""kerastutor.serving.workspace: laid out once, and never over a learner's work."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from kerastutor.errors import CourseError
from kerastutor.serving import workspace
from tests import demo_course

LESSON = "01_demo/lesson_1_demo.ipynb"
ASSIGNMENT = "01_demo/assignment.ipynb"


@pytest.fixture
def source(tmp_path):
    return demo_course.make(tmp_path / "checkout") / "course"


@pytest.fixture
def root(tmp_path, source):
    folder = tmp_path / "work"
    workspace.lay_out(folder, source)
    return folder


def edit(path, text="the learner's own words"):
    """Change a notebook as a learner or an author does."""
    book = nbformat.read(path, as_version=4)
    book.cells.append(nbformat.v4.new_markdown_cell(text, id="extra"))
    nbformat.write(book, path)


def snapshot(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in Path(folder).rglob("*")
        if path.is_file()
    }


def test_first_layout_mirrors_the_source(tmp_path, source):
    (source / "01_demo" / "picture.png").write_bytes(b"png")
    (source / "01_demo" / "solutions.ipynb").write_text("{}")
    (source / "01_demo" / ".ipynb_checkpoints").mkdir()
    (source / "01_demo" / ".ipynb_checkpoints" / "lesson_1-checkpoint.ipynb").write_text("{}")
    layout = workspace.lay_out(tmp_path / "work", source)
    names = [LESSON, ASSIGNMENT, "01_demo/dashboard.ipynb", "01_demo/picture.png"]
    assert sorted(layout.added) == sorted(names)
    assert layout.first_lesson == LESSON
    assert set(snapshot(tmp_path / "work")) == {*names, ".kerastutor/workspace.json"}
    assert not (layout.updated or layout.restored or layout.kept)


def test_assignment_is_the_release(root, source):
    text = (root / ASSIGNMENT).read_text()
    for secret in ("SOLUTION", "HIDDEN TESTS", "return 2 * x", "-7.5"):
        assert secret in (source / ASSIGNMENT).read_text()
        assert secret not in text
    assert "# YOUR CODE HERE" in text and "assert double(3) == 6" in text
    checks = [cell for cell in json.loads(text)["cells"] if "nbgrader" in cell["metadata"]]
    assert all("checksum" in cell["metadata"]["nbgrader"] for cell in checks)
    locked = [cell for cell in checks if cell["metadata"]["nbgrader"]["grade"]]
    assert locked and all(cell["metadata"]["editable"] is False for cell in locked)


def test_release_is_the_one_that_nbgrader_makes(root, source):
    from kerastutor.grading.course import Course

    course = Course(source.parent)
    course.generate("01_demo")
    made, laid = (
        json.loads(path.read_text()) for path in (course.released("01_demo"), root / ASSIGNMENT)
    )
    assert made == laid


def test_second_start_changes_nothing(root, source):
    before = snapshot(root)
    layout = workspace.lay_out(root, source)
    assert snapshot(root) == before
    assert not (layout.added or layout.updated or layout.restored or layout.kept)


def test_second_start_imports_no_slow_library(root, source):
    program = (
        "import sys; from kerastutor.serving import workspace; from pathlib import Path;"
        f"workspace.lay_out(Path({str(root)!r}), Path({str(source)!r}));"
        "slow = {'tensorflow', 'keras', 'nbgrader', 'nbconvert', 'jupyterlab'} & set(sys.modules);"
        "print(sorted(slow))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_learners_work_is_never_overwritten(root, source):
    for name in (LESSON, ASSIGNMENT):
        edit(root / name)
    before = snapshot(root)
    workspace.lay_out(root, source)
    assert snapshot(root) == before


def test_newer_course_adds_updates_and_keeps(root, source):
    edit(root / LESSON)
    mine = (root / LESSON).read_bytes()
    for name in ("lesson_1_demo.ipynb", "dashboard.ipynb"):
        edit(source / "01_demo" / name, "the author's new words")
    new = demo_course.notebook(demo_course.text("# Second", "a"))
    demo_course.write(source / "02_more" / "lesson_1_more.ipynb", new)
    layout = workspace.lay_out(root, source)
    assert layout.added == ["02_more/lesson_1_more.ipynb"]
    assert layout.updated == ["01_demo/dashboard.ipynb"]
    assert layout.kept == [LESSON]
    assert (root / LESSON).read_bytes() == mine
    assert "the author's new words" in (root / "01_demo/dashboard.ipynb").read_text()
    again = workspace.lay_out(root, source)
    assert not (again.added or again.updated or again.kept or again.restored)


def test_changed_file_is_not_mentioned_when_the_course_has_nothing_newer_of_it(root, source):
    edit(root / LESSON)
    edit(source / "01_demo" / "dashboard.ipynb", "new")
    assert workspace.lay_out(root, source).kept == []


def open_and_run(path):
    """What JupyterLab leaves of a notebook that was opened, run and saved, not changed."""
    book = nbformat.read(path, as_version=4)
    for count, cell in enumerate(book.cells, 1):
        cell.metadata["scrolled"] = True
        if cell.cell_type == "code":
            cell.execution_count = count
            cell.outputs = [nbformat.v4.new_output("stream", text="42\n")]
    book.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    book.metadata["language_info"] = {"name": "python", "version": "3.12.0"}
    path.write_text(nbformat.writes(book, indent=3), encoding="utf-8")


def test_notebook_that_was_only_opened_is_renewed(root, source):
    for name in (LESSON, ASSIGNMENT, "01_demo/dashboard.ipynb"):
        open_and_run(root / name)
    pictures = (root / ASSIGNMENT).read_bytes()
    edit(root / "01_demo/dashboard.ipynb")  # opened and changed
    for name in (LESSON, "01_demo/dashboard.ipynb"):
        edit(source / name, "the author's new words")
    layout = workspace.lay_out(root, source)
    assert layout.updated == [LESSON] and layout.kept == ["01_demo/dashboard.ipynb"]
    assert "the author's new words" in (root / LESSON).read_text()
    # of which there is nothing newer, stays with its outputs
    assert (root / ASSIGNMENT).read_bytes() == pictures
    again = workspace.lay_out(root, source)
    assert not (again.updated or again.kept)


def test_opened_notebook_gets_what_is_new_beside_its_cells(root, source):
    open_and_run(root / LESSON)
    book = nbformat.read(source / LESSON, as_version=4)
    book.cells[1].metadata["tags"] = ["exercise"]
    nbformat.write(book, source / LESSON)
    assert workspace.lay_out(root, source).updated == [LESSON]
    assert '"exercise"' in (root / LESSON).read_text()


@pytest.mark.parametrize("change", ["source", "order", "gone", "picture"])
def test_any_change_in_cells_is_the_learners(root, source, change):
    book = nbformat.read(root / LESSON, as_version=4)
    if change == "source":
        book.cells[1].source += " "
    elif change == "order":
        book.cells.reverse()
    elif change == "gone":
        del book.cells[1]
    else:
        book.cells[0].attachments = {"x.png": {"image/png": "iVBORw0KGgo="}}
    nbformat.write(book, root / LESSON)
    edit(source / LESSON, "the author's new words")
    layout = workspace.lay_out(root, source)
    assert layout.kept == [LESSON] and not layout.updated


def test_opened_notebook_is_known_without_a_manifest(root, source):
    open_and_run(root / LESSON)
    (root / workspace.MARKER).unlink()
    assert workspace.lay_out(root, source).kept == []
    edit(source / LESSON, "the author's new words")
    assert workspace.lay_out(root, source).updated == [LESSON]


def test_deleting_a_kept_file_gets_the_new_one(root, source):
    edit(root / LESSON)
    edit(source / LESSON, "the author's new words")
    workspace.lay_out(root, source)
    (root / LESSON).rename(root / "01_demo/my_lesson.ipynb")
    layout = workspace.lay_out(root, source)
    assert layout.restored == [LESSON] or layout.added == [LESSON]
    assert "the author's new words" in (root / LESSON).read_text()
    assert "the learner's own words" in (root / "01_demo/my_lesson.ipynb").read_text()


def test_deleted_file_comes_back_and_is_named(root, source):
    (root / ASSIGNMENT).unlink()
    layout = workspace.lay_out(root, source)
    assert layout.restored == [ASSIGNMENT] and not layout.added
    assert "YOUR CODE HERE" in (root / ASSIGNMENT).read_text()


def test_file_that_was_there_before_is_kept(tmp_path, source):
    mine = tmp_path / "work" / LESSON
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    layout = workspace.lay_out(tmp_path / "work", source)
    assert layout.kept == [LESSON] and mine.read_text() == "mine"


class CutOff(Exception):
    """Stands for the power going out."""


@pytest.mark.parametrize("moment", range(8))
def test_layout_that_was_cut_off_is_finished(tmp_path, source, monkeypatch, moment):
    root = tmp_path / "work"
    real, count = workspace.os.replace, []

    def failing(old, new):
        count.append(new)
        if len(count) > moment:
            raise CutOff
        real(old, new)

    monkeypatch.setattr(workspace.os, "replace", failing)
    cut = False
    try:
        workspace.lay_out(root, source)
    except CutOff:
        cut = True
    monkeypatch.setattr(workspace.os, "replace", real)
    for path in root.rglob("*.ipynb"):
        nbformat.read(path, as_version=4)  # whole, or not there
    assert not [path for path in root.rglob(".*.ipynb.*") if path.is_file()]
    layout = workspace.lay_out(root, source)
    assert not layout.kept
    # what is untouched is still known as untouched: a newer course renews it
    for name in ("lesson_1_demo.ipynb", "dashboard.ipynb"):
        edit(source / "01_demo" / name, "new")
    later = workspace.lay_out(root, source)
    assert sorted(later.updated) == ["01_demo/dashboard.ipynb", LESSON] and not later.kept
    assert cut or moment == 7


def test_update_that_was_cut_off_is_finished(root, source, monkeypatch):
    for name in ("lesson_1_demo.ipynb", "dashboard.ipynb"):
        edit(source / "01_demo" / name, "new")
    real = workspace._write_manifest
    monkeypatch.setattr(workspace, "_write_manifest", lambda *_: (_ for _ in ()).throw(CutOff))
    with pytest.raises(CutOff):
        workspace.lay_out(root, source)  # one file renewed, the manifest is not
    monkeypatch.setattr(workspace, "_write_manifest", real)
    layout = workspace.lay_out(root, source)
    assert not layout.kept and len(layout.updated) == 1


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"files": 3}', '{"files": null}'])
def test_damaged_manifest_loses_no_work(root, source, damage):
    edit(root / LESSON)
    mine = (root / LESSON).read_bytes()
    (root / workspace.MARKER).write_text(damage)
    layout = workspace.lay_out(root, source)
    assert layout.kept == [LESSON] and (root / LESSON).read_bytes() == mine


def test_folder_that_is_a_file(tmp_path, source):
    (tmp_path / "work").write_text("a file")
    with pytest.raises(CourseError, match="Expected a folder. Received a file"):
        workspace.lay_out(tmp_path / "work", source)


@pytest.mark.parametrize("inside", [".", "course", "course/01_demo", "course/new"])
def test_folder_in_the_source_course(source, inside):
    with pytest.raises(CourseError, match="holds the solutions"):
        workspace.lay_out(source.parent / inside, source)


def test_workspace_beside_the_source_is_fine(source):
    assert workspace.lay_out(source.parent / "workspace", source).added


def test_folder_that_cannot_be_written(tmp_path, source):
    (tmp_path / "blocked").write_text("a file where a folder must be")
    with pytest.raises(CourseError, match="can be written"):
        workspace.lay_out(tmp_path / "blocked" / "work", source)


def test_file_in_the_way_of_a_chapter(tmp_path, source):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "01_demo").write_text("mine")
    with pytest.raises(CourseError, match="can be written"):
        workspace.lay_out(tmp_path / "work", source)
    assert (tmp_path / "work" / "01_demo").read_text() == "mine"


def test_source_without_chapters(tmp_path):
    (tmp_path / "course").mkdir()
    with pytest.raises(CourseError, match="Expected chapters"):
        workspace.lay_out(tmp_path / "work", tmp_path / "course")


def test_broken_assignment_is_a_clear_error(tmp_path, source):
    book = demo_course.answers(demo_course.assignment(), double="### BEGIN SOLUTION\nx = 1")
    nbformat.write(book, source / ASSIGNMENT)
    with pytest.raises(CourseError, match="cannot be released"):
        workspace.lay_out(tmp_path / "work", source)


def test_choose(tmp_path, root, monkeypatch):
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / ".venv").mkdir()
    busy = tmp_path / "busy"
    busy.mkdir()
    (busy / "thesis.odt").write_text("")
    assert workspace.choose(None, empty) == empty
    assert workspace.choose(None, busy) == busy / "kerastutor-workspace"
    assert workspace.choose(None, root) == root
    assert workspace.choose(None, root / "01_demo") == root
    assert workspace.choose(busy, empty) == busy
    monkeypatch.setenv("HOME", str(empty))
    assert workspace.choose(None, empty) == empty / "kerastutor-workspace"
    assert workspace.choose("~/course") == empty / "course"


def test_copy_source_copies_once_and_overwrites_nothing(tmp_path, source):
    root = tmp_path / "mine"
    added = workspace.copy_source(root, source)
    assert sorted(added) == sorted(
        [f"course/{name}" for name in (LESSON, ASSIGNMENT, "01_demo/dashboard.ipynb")]
        + ["nbgrader_config.py"]
    )
    assert "BEGIN SOLUTION" in (root / "course" / ASSIGNMENT).read_text()
    edit(root / "course" / LESSON)
    mine = snapshot(root)
    edit(source / LESSON, "new")
    assert workspace.copy_source(root, source) == []
    assert snapshot(root) == mine


def test_course_source_is_the_checkouts_course():
    if not any((demo_course.REPOSITORY / "course").glob("*/lesson_*.ipynb")):
        pytest.skip("the course has no lessons yet")
    assert workspace.course_source() == demo_course.REPOSITORY / "course"
