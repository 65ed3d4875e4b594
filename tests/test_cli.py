"""The commands: what they say, and that they exit with 0 only on success."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

import kerastutor
from kerastutor.cli import cli, main
from kerastutor.commands import info
from kerastutor.errors import CourseError
from kerastutor.grading.course import Course, useful_part
from kerastutor.grading.intake import Intake
from kerastutor.grading.release import released_text
from kerastutor.serving import lab, workspace
from tests import demo_course

CHAPTER = demo_course.CHAPTER
COMMANDS = "lab dashboards release collect grade feedback export info messages".split()
PATIENCE = 120


def invoke(*arguments):
    return CliRunner().invoke(cli, [str(word) for word in arguments], env={"COLUMNS": "160"})


def failed(result, *words):
    """Assert that a command failed with a readable message."""
    assert result.exit_code not in (0, None), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    for word in words:
        assert str(word) in result.output, result.output


@pytest.fixture
def root(tmp_path):
    return demo_course.make(tmp_path / "course")


def test_help_lists_the_commands_in_the_order_of_use():
    result = invoke("--help")
    assert result.exit_code == 0
    assert re.findall(r"^  (\w+)  +[A-Z]", result.output.split("Commands:")[1], re.M) == COMMANDS
    assert "..." not in result.output.split("Commands:")[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    for option in ("--help", "-h"):
        result = invoke(command, option)
        assert result.exit_code == 0 and "Usage:" in result.output
        assert len(result.output.splitlines()) > 5


def test_version():
    assert kerastutor.__version__ in invoke("--version").output


def test_module_runs_like_the_command():
    line = [sys.executable, "-m", "kerastutor"]
    done = subprocess.run([*line, "--version"], capture_output=True, text=True)
    assert done.returncode == 0 and kerastutor.__version__ in done.stdout
    assert subprocess.run([*line, "no-such-command"], capture_output=True).returncode == 2


def test_the_module_of_the_commands_runs_too():
    line = [sys.executable, "-m", "kerastutor.cli"]
    done = subprocess.run([*line, "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and "kerastutor lab" in done.stdout
    assert subprocess.run([*line, "no-such-command"], capture_output=True).returncode == 2


def test_help_imports_no_slow_library():
    program = (
        "import sys; from kerastutor.cli import cli\n"
        "try: cli(['lab', '--help'])\n"
        "except SystemExit: pass\n"
        "slow = {'tensorflow', 'keras', 'nbgrader', 'voila', 'jupyterlab', 'numpy'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["--nothing"]])
def test_main_exits_with_an_error(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2


def test_main_exits_with_0_on_success(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0


def test_main_keeps_a_commands_exit_code(monkeypatch, capsys):
    monkeypatch.setattr(info, "REQUIRED", ("no-such-package",))
    monkeypatch.setattr(info, "probe", lambda: ({}, "no"))
    with pytest.raises(SystemExit) as stop:
        main(["info"])
    assert stop.value.code == 1


# lab


@pytest.fixture
def started(monkeypatch, root, tmp_path):
    """What JupyterLab would be started with; the course is the demo course."""
    calls = []
    monkeypatch.setattr(workspace, "course_source", lambda: root / "course")
    monkeypatch.setattr(lab, "start", lambda *call: calls.append(call) or 0)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return calls


def test_lab_in_an_empty_folder(started):
    result = invoke("lab", "--no-browser", "--port", "8899")
    assert result.exit_code == 0, result.output
    assert f"Your course is in {Path.cwd()}: 3 files." in result.output
    root, line, _variables = started[0]
    assert root == Path.cwd()
    assert line[-3:] == ["--no-browser", "--port", "8899"]
    assert f"--LabApp.default_url=/lab/tree/{CHAPTER}/lesson_1_demo.ipynb" in line


def test_lab_in_a_busy_folder_makes_one_of_its_own(started):
    Path("thesis.odt").write_text("")
    result = invoke("lab")
    assert "kerastutor-workspace" in result.output
    assert started[0][0] == Path.cwd() / "kerastutor-workspace"


def test_lab_with_a_folder_and_options(started):
    assert invoke("lab", "mine", "--LabApp.default_url=/doc").exit_code == 0
    root, line, _variables = started[0]
    assert root == Path.cwd() / "mine"
    assert [word for word in line if "default_url" in word] == ["--LabApp.default_url=/doc"]


def test_lab_again_opens_where_the_learner_left_off(started, root):
    invoke("lab", "mine")
    lesson = Path("mine") / CHAPTER / "lesson_1_demo.ipynb"
    book = nbformat.read(lesson, as_version=4)
    book.cells[0].source = "mine"
    nbformat.write(book, lesson)
    (Path("mine") / CHAPTER / "dashboard.ipynb").unlink()
    for name in ("lesson_1_demo.ipynb", "assignment.ipynb"):
        path = root / "course" / CHAPTER / name
        book = nbformat.read(path, as_version=4)
        book.cells[0].source = "the author's new words"
        nbformat.write(book, path)
    result = invoke("lab", "mine")
    assert result.exit_code == 0
    assert f"Left alone, because you changed them: {CHAPTER}/lesson_1_demo.ipynb" in result.output
    assert "rename or delete" in result.output
    assert f"Renewed (you had not changed them): {CHAPTER}/assignment.ipynb" in result.output
    assert f"Put back, because they were gone: {CHAPTER}/dashboard.ipynb" in result.output
    assert not [word for word in started[1][1] if "default_url" in word]


def test_lab_names_what_is_new(started, root):
    invoke("lab", "mine")
    book = demo_course.notebook(demo_course.text("# New", "a"))
    demo_course.write(root / "course" / "02_new" / "lesson_1_new.ipynb", book)
    assert "New: 02_new/lesson_1_new.ipynb" in invoke("lab", "mine").output


def test_lab_passes_on_jupyterlabs_exit_code(started, monkeypatch):
    monkeypatch.setattr(lab, "start", lambda *_call: 3)
    assert invoke("lab").exit_code == 3


def test_lab_refuses_bad_folders(started, root):
    Path("file").write_text("")
    failed(invoke("lab", "file"), "Expected a folder", "file")
    failed(invoke("lab", "file/below"), "can be written")
    failed(invoke("lab", root), "--instructor")
    failed(invoke("lab", root / "course" / CHAPTER), "--instructor")
    assert not started


def test_lab_instructor_opens_the_checkout(started, root):
    result = invoke("lab", "--instructor", "--port", "1")
    assert result.exit_code == 0, result.output
    assert started[0][0] == root
    settings = json.loads((root / ".kerastutor/jupyter/labconfig/page_config.json").read_text())
    assert settings["disabledExtensions"]["@jupyter/nbgrader"] is False


def test_lab_instructor_serves_the_course_of_the_current_folder(started, tmp_path, monkeypatch):
    """Not the checkout's: release and grade work on this one, too."""
    mine = demo_course.make(tmp_path / "mine")
    (mine / "course" / CHAPTER / "dashboard.ipynb").unlink()  # theirs, and left as they left it
    for folder in (mine, mine / "course" / CHAPTER):
        monkeypatch.chdir(folder)
        result = invoke("lab", "--instructor")
        assert result.exit_code == 0 and "copied" not in result.output
        assert started[-1][0] == mine
    monkeypatch.chdir(tmp_path)
    assert "copied" not in invoke("lab", "--instructor", "mine").output
    assert started[-1][0] == mine
    assert not (mine / "course" / CHAPTER / "dashboard.ipynb").exists()


def test_lab_instructor_elsewhere_gets_a_copy(started, root):
    result = invoke("lab", "--instructor", "mine")
    assert result.exit_code == 0 and "4 files copied" in result.output
    assert (Path("mine") / "course" / CHAPTER / "assignment.ipynb").is_file()
    assert started[0][0] == Path.cwd() / "mine"


# release, collect, grade, feedback, export: bad input


@pytest.mark.parametrize(
    "arguments",
    [
        ["release", CHAPTER],
        ["collect", "."],
        ["grade", CHAPTER],
        ["feedback", CHAPTER],
        ["export"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_outside_of_a_course(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    failed(invoke(*arguments), "nbgrader_config.py", "--course", "--instructor")
    failed(invoke(*arguments, "--course", "no/such"), "Expected a course")


@pytest.mark.parametrize("command", ["release", "grade", "feedback"])
def test_unknown_chapter(root, command):
    failed(invoke(command, "99_none", "--course", root), f"one of: {CHAPTER}", "99_none")
    failed(invoke(command, "--course", root), "CHAPTER")
    failed(invoke("export", "--chapter", "99_none", "--course", root), CHAPTER)


def test_course_is_found_from_below_and_chapter_by_its_path(root, monkeypatch):
    monkeypatch.chdir(root / "course" / CHAPTER)
    failed(invoke("grade", f"course/{CHAPTER}/"), "kerastutor collect")


@pytest.fixture
def chapters(root):
    for name in ("02_layers", "10_layers", "11-Deep nets"):
        path = root / "course" / name / "assignment.ipynb"
        demo_course.write(path, demo_course.assignment())
    return Course(root)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1", CHAPTER),
        ("01", CHAPTER),
        ("demo", CHAPTER),
        ("Demo", CHAPTER),
        ("2", "02_layers"),
        ("10", "10_layers"),
        ("deep nets", "11-Deep nets"),
        ("02_layers", "02_layers"),
        ("course/02_layers/", "02_layers"),
    ],
)
def test_chapter_by_its_number_or_its_word(chapters, said, meant):
    assert chapters.chapter(said) == meant


@pytest.mark.parametrize("said", ["layers", "3", "0", "emo", "", "."])
def test_chapter_that_is_not_clear(chapters, said):
    with pytest.raises(CourseError, match="02_layers, 10_layers"):
        chapters.chapter(said)


@pytest.mark.parametrize("command", ["grade", "feedback"])
def test_commands_understand_a_chapters_number(root, command):
    for name in ("1", "demo"):
        failed(invoke(command, name, "--course", root), f"Nothing of {CHAPTER}")


def test_options_understand_a_chapters_number(root, tmp_path):
    demo_course.write(tmp_path / "in" / "ada" / "a.ipynb", demo_course.assignment())
    result = invoke("collect", tmp_path / "in", "--chapter", "1", "--course", root)
    assert result.exit_code == 0 and Course(root).submitted("ada", CHAPTER).is_file()


# folders that cannot be written or read


@pytest.fixture
def guest():
    """A folder of root's, and everything done as somebody who may only read there."""
    if os.name != "posix":
        pytest.skip("rights as on Linux and macOS")
    with tempfile.TemporaryDirectory() as folder:
        root = demo_course.make(Path(folder) / "course")
        os.chmod(folder, 0o755)
        is_root = os.geteuid() == 0
        yield root, lambda: os.seteuid(65534) if is_root else _chmod(root, 0o555)
        if is_root:
            os.seteuid(0)
        for path in (root, root.parent / "inbox"):
            _chmod(path, 0o755)


def _chmod(root, mode):
    for path in [root, *root.rglob("*")] if root.exists() else []:
        path.chmod(mode)


@pytest.mark.parametrize(
    "arguments",
    [
        ["release", CHAPTER],
        ["collect", "/tmp"],
        ["grade", CHAPTER],
        ["feedback", CHAPTER],
    ],
    ids=lambda arguments: arguments[0],
)
@pytest.mark.parametrize("built", [False, True])
def test_read_only_course(guest, arguments, built):
    root, enter = guest
    if built:
        submit(root).generate(CHAPTER)
    enter()
    failed(invoke(*arguments, "--course", root), "Permission denied", root)


def test_read_only_course_can_be_exported_elsewhere(guest):
    root, enter = guest
    submit(root).generate(CHAPTER)
    out = root.parent / "out"
    out.mkdir()
    out.chmod(0o777)
    enter()
    failed(invoke("export", "--course", root), "be written", "Permission denied")
    result = invoke("export", "--to", out / "x.csv", "--course", root)
    assert result.exit_code == 0, result.output
    assert "not graded" in (out / "x.csv").read_text()


def test_read_only_folder_for_a_lab(guest, monkeypatch):
    root, enter = guest
    monkeypatch.setattr(lab, "start", lambda *_call: 0)
    monkeypatch.chdir(root)
    enter()
    failed(invoke("lab", "--instructor"), "can be written", "Permission denied")
    failed(invoke("lab", "mine"), "can be written", "Permission denied")


def test_folder_that_cannot_be_read_is_named(guest):
    root, enter = guest
    inbox = root.parent / "inbox"
    for name in ("ada", "bob", "cem"):
        demo_course.write(inbox / name / "a.ipynb", demo_course.assignment())
    (inbox / "bob").chmod(0)
    (inbox / "cem" / "a.ipynb").chmod(0)
    enter()
    report = []
    with tempfile.TemporaryDirectory() as copies:
        found = Intake(Path(copies), lambda *left: report.append(left)).read(inbox)
        assert [item.origin for item in found] == ["ada/a.ipynb"]
    assert sorted(report) == [
        ("bob", "cannot be read: Permission denied"),
        ("cem/a.ipynb", "cannot be read: Permission denied"),
    ]


def test_chapter_without_an_assignment(root):
    (root / "course" / CHAPTER / "assignment.ipynb").unlink()
    failed(invoke("release", CHAPTER, "--course", root), "with an assignment")


def test_collect_refuses_what_is_not_there(root, tmp_path):
    failed(invoke("collect", tmp_path / "none", "--course", root), "Not found")
    (tmp_path / "file.txt").write_text("")
    failed(invoke("collect", tmp_path / "file.txt", "--course", root), "a zip")
    failed(invoke("collect", tmp_path, "--chapter", "x", "--course", root), CHAPTER)


def test_collect_of_nothing_fails_and_says_why(root, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    failed(invoke("collect", inbox, "--course", root), "Nothing was collected")
    (inbox / "numpy.py").write_text("")
    failed(invoke("collect", inbox, "--course", root), "numpy.py", "not a notebook")


def test_collect_shows_what_it_took(root, tmp_path):
    book = demo_course.assignment()
    demo_course.write(tmp_path / "inbox" / "[ada]" / "assignment.ipynb", book)
    result = invoke("collect", tmp_path / "inbox", "--course", root)
    assert result.exit_code == 0
    assert "[ada]/assignment.ipynb" in result.output and "1 submission in" in result.output
    again = invoke("collect", tmp_path / "inbox", "--course", root)
    assert again.exit_code == 0 and "already there" in again.output


def submit(root, student="ada", **sources):
    course = Course(root)
    path = course.submitted(student, CHAPTER)
    text = released_text(course.source_notebook(CHAPTER))
    demo_course.write(path, demo_course.answers(nbformat.reads(text, 4), **sources))
    return course


def test_grade_needs_submissions_and_a_release(root):
    failed(invoke("grade", CHAPTER, "--course", root), "kerastutor collect")
    submit(root)
    failed(invoke("grade", CHAPTER, "--course", root), f"kerastutor release {CHAPTER}")
    failed(invoke("grade", CHAPTER, "--student", "eve", "--course", root), "eve")


def test_feedback_needs_graded_submissions(root):
    submit(root)
    failed(invoke("feedback", CHAPTER, "--course", root), f"kerastutor grade {CHAPTER}")


def test_export_needs_a_gradebook_and_a_file(root, tmp_path):
    failed(invoke("export", "--course", root), "no gradebook")
    Course(root).generate(CHAPTER)
    failed(invoke("export", "--to", tmp_path, "--course", root), "Received a folder")
    (tmp_path / "file").write_text("")
    failed(invoke("export", "--to", tmp_path / "file" / "x.csv", "--course", root), "be written")


def test_broken_source_notebook(root, tmp_path):
    (root / "course" / CHAPTER / "assignment.ipynb").write_text("{")
    failed(invoke("release", CHAPTER, "--course", root), "assignment")
    (tmp_path / "inbox").mkdir()
    failed(invoke("collect", tmp_path / "inbox", "--course", root), "Expected a notebook")


@pytest.mark.skipif(os.name != "posix", reason="signals as on Linux and macOS")
def test_ctrl_c_while_grading(root, tmp_path):
    """It ends with 130 and one word, and takes the kernel with it."""
    course = submit(
        root,
        double=f"import os, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        "time.sleep(600)",
    )
    course.generate(CHAPTER)
    process = subprocess.Popen(
        [sys.executable, "-m", "kerastutor", "grade", CHAPTER, "--course", str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    kernel = wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    process.send_signal(signal.SIGINT)
    output, _nothing = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, output
    assert "Stopped." in output and "Traceback" not in output
    assert course.marks(CHAPTER, "ada") == [] and not course.autograded("ada", CHAPTER).exists()
    assert invoke("export", "--course", root).exit_code == 0
    header, row = (course.build / "grades.csv").read_text().splitlines()
    assert ",,,,5.0,not graded,the grading was cut off," in row
    assert wait_for(lambda: not Path(f"/proc/{kernel}").exists() or _is_zombie(kernel))


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen")


def _is_zombie(pid):
    return " Z " in Path(f"/proc/{pid}/stat").read_text()


@pytest.mark.parametrize(
    ("log", "error", "expected"),
    [
        ("[ERROR] x\n    Traceback (most recent):\n    ValueError: why", "", "ValueError: why"),
        ("", "Traceback\nnbclient.exceptions.DeadKernelError: died", "DeadKernelError: died"),
        (
            "[ERROR] Traceback (most recent):\n      File x\n    a.b.InvalidBook: no\n    \n"
            "[ERROR] There was an error processing",
            "nbgrader.converters.base.NbGraderException: see above",
            "a.b.InvalidBook: no",
        ),
        (
            "[ERROR] There was an error",
            "nbgrader.converters.base.NbGraderException: see above",
            "There was an error",
        ),
        ("", "only words", "only words"),
        ("", "", "unknown error"),
    ],
)
def test_useful_part_of_nbgraders_log(log, error, expected):
    assert useful_part(log, error) == expected


# info


@pytest.fixture
def quick(monkeypatch):
    """info without waiting for TensorFlow."""
    found = {"backend": "tensorflow", "devices": [["CPU", "/physical_device:CPU:0"]], "gpus": []}
    monkeypatch.setattr(info, "probe", lambda: (found, ""))


def test_info_for_real():
    result = invoke("info")
    assert result.exit_code == 0, result.output
    for name in info.REQUIRED:
        assert re.search(rf"{name} +│ {re.escape(metadata.version(name))}", result.output)
    assert "Keras backend │ tensorflow" in result.output
    assert "/physical_device:CPU:0" in result.output
    assert "chromium" not in result.output


def test_info_names_what_is_missing(quick, monkeypatch):
    monkeypatch.setattr(info, "REQUIRED", (*info.REQUIRED, "no-such-package"))
    failed(invoke("info"), "no-such-package", "it is not installed", "pip install")


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("raise SystemError('no AVX')", "SystemError: no AVX"),
        ("import os; os._exit(7)", "exit code 7"),
        ("print('no json')", "exit code 0"),
    ],
)
def test_info_survives_a_tensorflow_that_does_not_start(monkeypatch, program, reason):
    monkeypatch.setattr(info, "PROBE", program)
    failed(invoke("info"), "does not start", reason)


def test_info_names_the_gpu(monkeypatch):
    found = {"backend": "tensorflow", "devices": [["GPU", "/gpu:0"]], "gpus": ["NVIDIA H100"]}
    monkeypatch.setattr(info, "probe", lambda: (found, ""))
    assert "NVIDIA H100" in invoke("info").output


def test_info_says_where_data_comes_from(quick, monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("KERASTUTOR_DATA", raising=False)
    assert "not set" in invoke("info").output
    (tmp_path / "mnist.npz").write_bytes(b"")
    monkeypatch.setenv("KERASTUTOR_DATA", str(tmp_path))
    assert "mnist.npz" in invoke("info").output
    monkeypatch.setenv("KERASTUTOR_DATA", str(tmp_path / "none"))
    assert "there is no such folder" in invoke("info").output
