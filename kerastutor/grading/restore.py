"""Cells of the instructor's that a submission has lost: they are put back, at their place."""

import json
from pathlib import Path

from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from kerastutor.grading.course import ASSIGNMENT, all_grade_ids, defined


class PutBack(NbGraderPreprocessor):
    """Put locked code cells back that were deleted: tests, and the one that imports Keras.

    nbgrader's OverwriteCells, which comes next, mends cells that are there. A test that is not
    there is never graded. nbgrader's own ``add_missing_cells`` puts it behind the cell before it,
    which may be gone as well; and its kind, which a learner may have edited, is not looked at.
    Where another tool took all of nbgrader's marks out, cells are first told by what they hold.
    """

    def preprocess(self, nb, resources):
        facts = resources["nbgrader"]
        folder = CourseDirectory(config=self.config)
        release = folder.format_path(folder.release_directory, ".", facts["assignment"])
        released = Path(release) / ASSIGNMENT
        order = all_grade_ids(released)
        with Gradebook(facts["db_url"]) as gradebook:
            source = gradebook.find_notebook(facts["notebook"], facts["assignment"])
            points = {cell.name: cell.max_score for cell in source.grade_cells}
            answers = {cell.name for cell in source.solution_cells}
            tasks = {cell.name: cell.max_score for cell in source.task_cells}
            cells = {cell.name: cell for cell in source.source_cells}
            order = [name for name in order if name in cells] or list(cells)
            marks = {
                name: {
                    "schema_version": 3,
                    "grade_id": name,
                    "grade": name in points,
                    "solution": name in answers,
                    "task": name in tasks,
                    "locked": cell.locked,
                    "checksum": cell.checksum,
                    **({"points": (points | tasks)[name]} if name in points | tasks else {}),
                }
                for name, cell in cells.items()
            }
            if order and not any(_name(cell) in marks for cell in nb.cells):
                for name, cell in recognised(nb.cells, released).items():
                    if name in marks:
                        cell.metadata["nbgrader"] = marks[name]
            for cell in nb.cells:
                name = _name(cell)
                if name in marks:  # flags that were edited
                    cell.metadata["nbgrader"] = marks[name]
                elif name:  # an id of nobody's: a cell of the learner's own
                    del cell.metadata["nbgrader"]
            there = {_name(cell) for cell in nb.cells}
            for name in order:
                cell = cells[name]
                if name in there or not cell.locked or cell.cell_type != "code":
                    continue
                made = new_code_cell(cell.source, metadata={"nbgrader": marks[name]})
                if (nb.nbformat, nb.nbformat_minor) < (4, 5):
                    del made["id"]  # an older format knows none
                # tests behind all that a learner wrote for them, imports before it
                nb.cells.insert(_place(nb.cells, order, name, name in points), made)
        return nb, resources


def recognised(cells, released: Path) -> dict:
    """{grade id: cell} of a notebook without marks, beside the release that it was made of.

    A locked cell is told by its text, an answer by the name that it defines; of several, the last.
    """
    found = {}
    for one in json.loads(released.read_bytes())["cells"]:
        mark = one["metadata"].get("nbgrader", {})
        if one["cell_type"] != "code" or "grade_id" not in mark:
            continue
        name, text = mark["grade_id"], _plain(one["source"])
        for cell in cells:
            if cell.cell_type != "code":
                continue
            ours = mark.get("locked")
            same = _plain(cell.source) == text if ours else name in defined(cell.source)
            if same and all(cell is not other for other in found.values()):
                found[name] = cell
    return found


def _plain(source: str | list[str]) -> str:
    text = source if isinstance(source, str) else "".join(source)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _name(cell) -> str | None:
    mark = cell.metadata.get("nbgrader")
    return mark.get("grade_id") if isinstance(mark, dict) else None


def _place(cells, order: list[str], name: str, late: bool) -> int:
    """Where a cell belongs: ``late`` before the next one that is there, else after the last."""
    at = {_name(cell): index for index, cell in enumerate(cells)}
    number = order.index(name)
    before = [at[other] for other in order[:number] if other in at]
    after = [at[other] for other in order[number + 1 :] if other in at]
    first = max(before) + 1 if before else 0
    if not late:
        return first
    return max(first, min(after)) if after else len(cells)
