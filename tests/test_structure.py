"""The house as DESIGN.md draws it: who imports whom, what is heavy, how long files are, what
notebooks hold."""

import ast
import functools
import graphlib
import json
import os
import re
import subprocess
import sys
import tokenize
from pathlib import Path
from urllib.parse import urlparse

import nbformat
import pytest

from tests.conftest import OF_A_NOTEBOOK
from tests.course import notebooks
from tests.course.notebooks import (
    ASSIGNMENTS,
    CHAPTERS,
    DASHBOARDS,
    LESSONS,
    NOTEBOOKS,
    code,
    each,
    read,
)

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "kerastutor"
MODULES = sorted(PACKAGE.rglob("*.py"))
by_name = functools.partial(
    pytest.mark.parametrize, ids=lambda path: str(path.relative_to(REPOSITORY))
)


@functools.cache
def tree(path):
    with tokenize.open(path) as file:
        return ast.parse(file.read())


def _typing_only(node):
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def imports(path, top_level=False):
    """The full names that a module imports; ``from a import b`` gives a and a.b."""
    package = path.relative_to(REPOSITORY).with_suffix("").parts[:-1]
    pending, found = list(tree(path).body), set()
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (start, node.module) if part)
            found |= {module} | {f"{module}.{name.name}" for name in node.names}
        elif _typing_only(node):
            pass
        elif not (top_level and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            pending.extend(ast.iter_child_nodes(node))
    return found


def part(path):
    """The part of the package that a module is of: concepts, widgets, cli, …"""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def parts(names):
    """Which parts of kerastutor are among imported names."""
    known = {part(path) for path in MODULES}
    return {name.split(".")[1] for name in names if name.startswith("kerastutor.")} & known


def outside(names):
    return {name.split(".")[0] for name in names}


DRAWING = {"ipywidgets", "matplotlib", "IPython", "anywidget"}
#: The rooms that draw, or give somebody a kernel that can.
DRAWS = {"widgets", "plots", "palette", "kernels"}
#: What each part may import of the others, anywhere in its files. A new part needs a line here.
MAY = {
    "__init__": set(),
    "__main__": {"cli"},
    "i18n": set(),
    "errors": {"i18n"},
    "exact": set(),
    "quiet": {"exact"},
    "console": {"i18n"},
    "progress": {"i18n"},
    "palette": set(),
    "learner": {"i18n", "exact"},
    "data": {"i18n", "errors"},
    "plots": {"i18n", "palette", "data"},
    "concepts": {"i18n", "data"},
    "predictions": {"i18n"},
    "checks": {"i18n", "learner", "data", "concepts", "widgets"},
    "widgets": {"i18n", "palette", "learner", "progress", "data", "concepts", "plots"}
    | {"predictions"},
    "kernels": {"i18n"},
    "grading": {"i18n", "errors", "kernels", "palette"},
    "serving": {"i18n", "errors", "console", "kernels", "grading", "palette"},
    "commands": {"i18n", "errors", "console", "kernels", "grading", "serving"},
    "cli": {"i18n", "errors", "commands"},
}


def test_every_part_has_its_rule():
    found = {part(path) for path in MODULES}
    assert found - set(MAY) == set(), "a new part: say in MAY what it may import"
    assert set(MAY) - found == set(), "a rule for a part that is gone"


def test_the_rules_themselves_run_one_way():
    graphlib.TopologicalSorter(MAY).prepare()  # raises CycleError
    assert {name for rule in MAY.values() for name in rule} <= set(MAY)


def test_the_scan_sees_imports():
    assert "kerastutor.concepts.tensors" in imports(PACKAGE / "widgets" / "tensors.py")
    predict = imports(PACKAGE / "widgets" / "predict.py")
    assert {"kerastutor.progress", "kerastutor.predictions", "ipywidgets"} <= predict
    assert "keras" in outside(imports(PACKAGE / "concepts" / "matmul.py"))
    assert "keras" not in outside(imports(PACKAGE / "concepts" / "matmul.py", top_level=True))


@by_name("path", MODULES)
def test_imports_run_one_way(path):
    own, names = part(path), imports(path)
    assert parts(names) - {own} <= MAY[own]
    if own not in DRAWS:
        assert not DRAWING & outside(names)
    if own == "checks":
        assert "widgets" not in parts(imports(path, top_level=True))
    if path.parent.name == "exercises":
        engine = {name for name in names if name.startswith("kerastutor.checks.")}
        assert engine <= _declared(engine), "a declaration knows nothing of what examines it"
    if own != "quiet":
        heavy = {"keras", "tensorflow"}
        assert not heavy & outside(imports(path, top_level=True)), "TensorFlow loads when needed"
    assert not any(name.split(".")[0] in ("tests", "benchmarks") for name in names)


HEAVY = ["tensorflow", "keras", "IPython", "ipywidgets", "anywidget", "matplotlib"]
HEAVY += ["sklearn", "pandas", "scipy", "nbgrader", "nbconvert", "nbformat", "jupyterlab", "voila"]


def _declared(names):
    """Those that belong to the form of a declaration, or to another one."""
    homes = ("kerastutor.checks.exercise.", "kerastutor.checks.exercises.")
    return {name for name in names if f"{name}.".startswith(homes)}


def test_no_module_shares_a_name_with_a_check():
    from kerastutor import checks

    modules = {path.stem for path in (PACKAGE / "checks").glob("*.py")} | {"exercises"}
    assert not modules & set(checks.names())
    assert not {name for name in modules if name in dir(checks)}


def test_importing_is_light():
    lines = [
        "import sys, json, kerastutor",
        "import kerastutor.checks, kerastutor.widgets, kerastutor.data, kerastutor.concepts",
        "dir(kerastutor); dir(kerastutor.widgets); kerastutor.checks.names()",
        "import kerastutor.predictions; kerastutor.predictions.keys()",
        f"print(json.dumps([name for name in {HEAVY} if name in sys.modules]))",
    ]
    ran = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout) == []
    assert ran.stderr == ""


def test_what_the_package_offers_exists():
    import kerastutor
    from kerastutor import widgets

    for name in ("checks", "concepts", "data", "widgets"):
        assert getattr(kerastutor, name).__name__ == f"kerastutor.{name}"
    with pytest.raises(AttributeError, match="nothing"):
        _ = kerastutor.nothing
    with pytest.raises(AttributeError, match="nothing"):
        _ = widgets.nothing
    for name in widgets.__all__:
        assert getattr(widgets, name).__name__ == name


def test_editors_are_told_what_loads_when_it_is_used():
    """Under TYPE_CHECKING stands every name that ``__getattr__`` gives, and no other."""
    import kerastutor
    from kerastutor import checks, widgets

    lazy = {kerastutor: kerastutor._PARTS, checks: checks.__all__, widgets: widgets.__all__}
    for module, offered in lazy.items():
        told = set()
        for node in filter(_typing_only, tree(Path(module.__file__)).body):
            for line in node.body:
                imported = [name.asname for name in getattr(line, "names", [])]
                told |= set(imported or [line.target.id])
        assert told == set(offered) - {"names"}, module.__name__


def test_every_concept_has_its_file_in_every_folder():
    concepts = {path.name for path in (PACKAGE / "concepts").glob("[a-z]*.py")}
    for folder in (PACKAGE / "checks" / "exercises", PACKAGE / "widgets"):
        own = {path.name for path in folder.glob("[a-z]*.py")}
        assert own - concepts <= {"checked.py", "comparison.py", "predict.py"}, folder


@by_name("path", MODULES)
def test_files_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@by_name("path", MODULES)
def test_sentences_can_be_translated(path):
    """What stands inside _() is one constant: gettext finds nothing else."""
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        texts = {"_": node.args[:1], "ngettext": node.args[:2]}.get(node.func.id, [])
        for text in texts:
            constant = isinstance(text, ast.Constant) and isinstance(text.value, str)
            assert constant, f"line {node.lineno}: {ast.unparse(text)}"


def _translated(node):
    return any(
        isinstance(part, ast.Call) and getattr(part.func, "id", "") in ("_", "ngettext")
        for part in ast.walk(node)
    )


#: Methods that look for a word, and the names that they are told.
LOOKING = {
    "startswith",
    "endswith",
    "split",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
}
LOOKING |= {"get", "pop", "setdefault", "index", "find", "count", "match", "fullmatch", "sub"}


@by_name("path", MODULES)
def test_no_logic_on_translated_words(path):
    """In another language it would be another word: none is compared, looked for, or a key."""
    for node in ast.walk(tree(path)):
        asked = []
        if isinstance(node, ast.Dict):
            asked = [key for key in node.keys if key is not None]
        elif isinstance(node, ast.DictComp):
            asked = [node.key]
        elif isinstance(node, ast.Compare):
            asked = [node.left, *node.comparators]
        elif isinstance(node, ast.Subscript):
            asked = [node.slice]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in LOOKING:
            asked = node.args
        assert not any(map(_translated, asked)), f"line {node.lineno}: {ast.unparse(node)}"


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [REPOSITORY / name for name in listed.stdout.split("\0") if name]


def index_hosts():
    """The hosts that pip and npm are set to here; no file may name one of them."""
    said = [os.environ.get(name, "") for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL")]
    said.append(
        subprocess.run(
            [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True
        ).stdout
    )
    urls = re.findall(r"https?://[^\s'\"]+", " ".join(said))
    return {urlparse(url).hostname for url in urls} - {None, "localhost", "127.0.0.1"}


def test_no_file_names_a_package_index():
    hosts = index_hosts()
    option = re.compile(r"(index-url|find-links|trusted-host)[=\s]+\S*(://|\.\w)", re.I)
    for path in tracked():
        if not path.is_file() or path.suffix in (".png", ".gz", ".ico"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if path != Path(__file__).resolve():
            assert not option.search(text), path
        assert not [host for host in hosts if host in text], path


class TestNotebooks:
    @each("chapter", CHAPTERS)
    def test_a_chapter_is_whole(self, chapter):
        """A dashboard, an assignment, and lessons 1, 2, …, each named after its concept."""
        found = {path.stem for path in chapter.glob("*.ipynb")}
        assert {"dashboard", "assignment"} < found
        lessons = {}
        for stem in found - {"dashboard", "assignment"}:
            number, word = re.fullmatch(r"lesson_(\d+)_(\w+)", stem).groups()
            assert (PACKAGE / "concepts" / f"{word}.py").is_file(), word
            lessons[int(number)] = word
        assert sorted(lessons) == list(range(1, len(found) - 1))

    @each("path", NOTEBOOKS)
    def test_clean(self, path):
        notebook = read(path)
        nbformat.validate(notebook)
        assert (notebook.nbformat, notebook.nbformat_minor >= 5) == (4, True)
        assert notebook.metadata.kernelspec.name == "python3"
        assert "widgets" not in notebook.metadata
        ids = [cell.id for cell in notebook.cells]
        assert len(ids) == len(set(ids))
        for cell in notebook.cells:
            assert re.fullmatch(r"[a-z0-9][a-z0-9-]{2,}", cell.id), cell.id
            assert not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", cell.id), "ids are chosen words"
            assert cell.source.strip(), cell.id
            if cell.cell_type == "code":
                assert cell.outputs == [] and cell.execution_count is None, cell.id
            assert "execution" not in cell.metadata, cell.id

    @each("path", NOTEBOOKS)
    def test_code_can_be_read(self, path):
        for cell in code(read(path)):
            source = re.sub(r"^(\s*)[%!].*$", r"\1pass", cell.source, flags=re.M)
            ast.parse(source)
            assert "http" not in cell.source, cell.id

    @each("path", [*LESSONS, *DASHBOARDS])
    def test_lessons_and_dashboards_hold_no_solution_and_no_hidden_test(self, path):
        text = path.read_text(encoding="utf-8")
        for mark in ("HIDDEN TESTS", "BEGIN SOLUTION", "END SOLUTION", '"nbgrader"'):
            assert mark not in text

    @each("path", LESSONS)
    def test_exercises_are_stubs_with_a_check(self, path):
        from kerastutor import checks

        cells = code(read(path))
        for cell in filter(notebooks.stub, cells):
            assert cell.source.endswith("# YOUR CODE HERE\n    raise NotImplementedError()")
        written = set(notebooks.stubs(path))
        checked = {
            name
            for cell in cells
            for name in re.findall(r"^checks\.(\w+)\(", cell.source, flags=re.M)
        } & set(checks.names())
        assert written == checked
        for cell in cells:
            if re.search(rf"^checks\.({'|'.join(checked) or 'none'})\(", cell.source, flags=re.M):
                assert "raises-exception" in cell.metadata.get("tags", []), cell.id

    @each("path", DASHBOARDS)
    def test_a_dashboard_is_prose_and_one_construction_a_cell(self, path):
        for cell in code(read(path)):
            body = ast.parse(cell.source).body
            if all(isinstance(line, ast.Import | ast.ImportFrom) for line in body):
                continue
            (line,) = body
            assert isinstance(line, ast.Expr) and isinstance(line.value, ast.Call), cell.id
            assert line.value.func.id.endswith("Explorer"), cell.id

    def test_keys_of_predictions_are_unique(self):
        keys = []
        for path in NOTEBOOKS:
            for cell in code(read(path)):
                for node in ast.walk(ast.parse(cell.source)):
                    if isinstance(node, ast.Call) and ast.unparse(node.func) == "Predict":
                        given = {word.arg: word.value for word in node.keywords}
                        assert "key" in given, f"{path.name}: {cell.id}"
                        keys.append(ast.literal_eval(given["key"]))
        assert len(keys) == len(set(keys)) > 10

    def test_every_explorer_is_shown(self):
        """In a lesson, and in the dashboard of the same chapter."""
        from kerastutor import widgets

        text = {path: path.read_text(encoding="utf-8") for path in NOTEBOOKS}
        # opened by a failed check where no explorer fits: the one that no lesson is about
        for explorer in set(widgets.__all__) - {"ComparisonExplorer", "Predict"}:
            shown = [path for path in NOTEBOOKS if f"{explorer}(" in text[path]]
            chapters = {path.parent for path in shown if path in LESSONS}
            assert chapters & {path.parent for path in shown if path in DASHBOARDS}, explorer


class TestAssignments:
    @pytest.fixture(params=ASSIGNMENTS, ids=notebooks.name)
    def cells(self, request):
        return code(read(request.param))

    def test_every_exercise_is_asked_in_one_assignment_or_in_a_lesson(self):
        from kerastutor import checks
        from kerastutor.checks import exercises

        graded = [exercise for path in ASSIGNMENTS for exercise in notebooks.answers(path)]
        assert len(graded) == len(set(graded))
        asked = {exercise for path in LESSONS for exercise in notebooks.stubs(path)}
        assert set(graded) | asked == set(checks.names())
        assert set(graded) == {name for name in checks.names() if exercises.find(name).graded}

    def test_every_answer_has_its_test_which_gives_points(self, cells):
        marks = {cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader for cell in cells}
        solved = {grade_id for grade_id, mark in marks.items() if mark.solution}
        points = {grade_id: mark.points for grade_id, mark in marks.items() if mark.grade}
        assert solved and set(points) == {f"{exercise}_check" for exercise in solved}
        assert all(number > 0 for number in points.values())

    def test_grade_ids_are_unique_and_graded_cells_locked(self, cells):
        marks = [cell.metadata.nbgrader for cell in cells]
        ids = [mark.grade_id for mark in marks]
        assert len(ids) == len(set(ids))
        for mark in marks:
            assert mark.schema_version == 3 and not mark.task
            assert mark.locked == (not mark.solution)
            assert not (mark.grade and mark.solution)

    def test_solutions_stand_inside_their_marks_only(self, cells):
        for cell in cells:
            begins = cell.source.count("### BEGIN SOLUTION")
            assert begins == cell.source.count("### END SOLUTION")
            assert begins == int(cell.metadata.nbgrader.solution), cell.id
            if cell.metadata.nbgrader.solution:
                outside_marks = re.sub(
                    r" *### BEGIN SOLUTION.*### END SOLUTION", "", cell.source, flags=re.S
                )
                (function,) = ast.parse(outside_marks).body  # the name, arguments and docstring
                assert isinstance(function, ast.FunctionDef)
                (docstring,) = function.body
                assert isinstance(docstring.value, ast.Constant)
                assert function.name == cell.metadata.nbgrader.grade_id

    def test_signatures_are_those_of_the_checks(self, cells):
        from kerastutor import checks

        for cell in cells:
            if cell.metadata.nbgrader.solution:
                function = ast.parse(cell.source).body[0]
                signature = getattr(checks, function.name).exercise.signature
                (asked,) = ast.parse(f"def {signature}: pass").body
                assert function.name == asked.name
                assert ast.unparse(function.args) == ast.unparse(asked.args)

    def test_no_graded_cell_ends_with_a_value(self, cells):
        """nbgrader takes a value for the score; checks return None."""
        for cell in cells:
            if not cell.metadata.nbgrader.grade:
                continue
            name = cell.metadata.nbgrader.grade_id.removesuffix("_check")
            begin, end = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
            assert cell.source.count(begin) == cell.source.count(end) == 1
            visible, hidden = cell.source.removesuffix(end).split(begin)
            assert visible.strip() == f"checks.{name}({name})"
            assert re.fullmatch(rf"checks\.{name}\({name}, seed=\d+\)", hidden.strip())
            assert cell.source.endswith(end)

    def test_hidden_seeds_are_all_different(self, cells):
        seeds = re.findall(r"seed=(\d+)", "\n".join(cell.source for cell in cells))
        assert len(seeds) == len(set(seeds))


def test_workers_share_the_notebooks():
    """Of a file that runs notebooks, a worker takes the tests of one; other files go whole."""
    path = notebooks.name(LESSONS[0])
    for file in ("course/test_notebooks.py", "kernels/test_course.py", "grading/test_chapters.py"):
        assert (REPOSITORY / "tests" / file).is_file()
        found = OF_A_NOTEBOOK.match(f"tests/{file}::test_a[{path}]")
        assert found[1] + found[2] == f"tests/{file}[{path}"
    assert not OF_A_NOTEBOOK.match(f"tests/test_structure.py::TestNotebooks::test_clean[{path}]")
    assert not OF_A_NOTEBOOK.match("tests/kernels/test_parent.py::test_it[a]")
