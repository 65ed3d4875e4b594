"""``release``, ``collect``, ``grade``, ``feedback`` and ``export``: an instructor's round."""

from pathlib import Path

import click

from kerastutor.console import fits, items, progress, say, table, warn
from kerastutor.errors import CourseError
from kerastutor.i18n import _, ngettext

course_option = click.option(
    "--course",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=_("The folder of your course; by default this folder, or one above it."),
)
student_option = click.option(
    "--student",
    "students",
    multiple=True,
    metavar="NAME",
    help=_("Only this student, by id or by the name handed in; may be repeated."),
)


def _course(folder: Path | None, writable: bool = True):
    from kerastutor.grading.course import Course

    course = Course.find(folder)
    if writable:
        course.require_writable()
    return course


@click.command(
    short_help=_("Make the learners' version of an assignment."),
    help=_(
        "Make the learners' version of a chapter's assignment, in build/release. CHAPTER is a "
        "name, a number or a word: 01_tensors, 1, tensors.\n\n"
        "First nbgrader grades the reference solution and the untouched release in a copy of the "
        "course: the one must earn full marks, the other none. If not, nothing is released."
    ),
)
@click.argument("chapter")
@course_option
@click.option(
    "--force", is_flag=True, help=_("Release even where exercises of the last release are gone.")
)
def release(chapter: str, folder: Path | None, force: bool):
    from kerastutor.grading.release import release as release_chapter

    course = _course(folder)
    chapter = course.chapter(chapter)
    with progress(_("Releasing {chapter}").format(chapter=chapter), 3) as bar:
        task = bar.task_ids[0]

        def step(text: str) -> None:
            bar.update(task, description=text)
            bar.advance(task)

        marks = release_chapter(course, chapter, force, step)
    rows = [[mark.exercise, f"{mark.max_score:g}"] for mark in marks]
    rows.append([_("together"), f"{sum(mark.max_score for mark in marks):g}"])
    table(_("Released: {chapter}").format(chapter=chapter), [_("exercise"), _("points")], rows, 1)
    say(_("For your learners: {path}").format(path=course.released(chapter)))


@click.command(
    short_help=_("Put submissions into the course's tree."),
    help=_(
        "Put submissions into the course: PATH is a folder or a zip, as your learning platform "
        "gives it.\n\n"
        "Understood: Moodle's, Canvas's and Gradescope's downloads, a folder or a zip for each "
        "student, ada_assignment.ipynb, and nbgrader's own tree. Only assignments are taken; of "
        "two files of one student, the newest. Namesakes stay two: build/students.json keeps the "
        "name and the platform's number of each id."
    ),
)
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--chapter", help=_("The chapter of all these files; by default each file tells."))
@click.option(
    "--force", is_flag=True, help=_("Let an older file replace a newer one collected before.")
)
@course_option
@click.pass_context
def collect(ctx, path: Path, chapter: str | None, force: bool, folder: Path | None):
    from kerastutor.grading.collect import check_path
    from kerastutor.grading.collect import collect as collect_path

    course = _course(folder)
    check_path(path)
    chapter = course.chapter(chapter) if chapter else None
    with progress(_("Reading submissions"), None) as bar:
        report = collect_path(
            course, path, chapter, force, lambda _name: bar.advance(bar.task_ids[0])
        )
    if report.taken:
        _collected(report.taken)
    unread = {path for *_who, path, _reason in report.unread}
    left = sorted(one for one in report.left if one[0] not in unread)
    older = [one for one in left if one[0] in report.older]
    rest = [one for one in left if one[0] not in report.older]
    if older:
        items(_("Left, nothing to do: a newer one is there"), older)
    if rest:
        items(_("Left: look whether somebody's work is among these"), rest)
    if report.unread:
        rows = [(student, f"{path}: {reason}") for student, _c, path, reason in report.unread]
        items(_("Not readable: without a mark until they hand in again"), sorted(rows))
    if report.namesakes:
        items(_("Namesakes, kept apart"), [(student,) for student in report.namesakes])
    if not report.taken:
        warn(_("Nothing was collected."))
        ctx.exit(1)
    count = len(report.taken)
    there = sum(len(course.students("submitted", name)) for name in course.chapters())
    if there != count:  # others were collected before
        text = ngettext("{count} submission taken", "{count} submissions taken", count)
        say(text.format(count=count))
    text = ngettext("{count} submission in {folder}", "{count} submissions in {folder}", there)
    say(text.format(count=there, folder=course.build / "submitted"))
    if report.unread:
        ctx.exit(1)


@click.command(
    short_help=_("Autograde the submissions of a chapter."),
    help=_(
        "Autograde the submissions of a chapter.\n\n"
        "All of them, unless --student or --new says otherwise. One that cannot be graded does not "
        "stop the rest; it has no marks, and none of an earlier submission."
    ),
)
@click.argument("chapter")
@student_option
@click.option("--new", is_flag=True, help=_("Only what is not graded yet, or was handed in again."))
@click.option(
    "--cell-limit",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    help=_("How long a cell may run; by default what nbgrader_config.py says: 30 seconds."),
)
@course_option
@click.pass_context
def grade(
    ctx,
    chapter: str,
    students: tuple[str, ...],
    new: bool,
    cell_limit: int | None,
    folder: Path | None,
):
    from kerastutor.grading import grade as grading

    course = _course(folder)
    chapter = course.chapter(chapter)
    who = grading.chosen(course, chapter, students)
    if new:
        who = grading.ungraded(course, chapter, who)
        if not who:
            say(_("Everything is graded already."))
            return

    def work(*arguments):
        return grading.grade(*arguments, cell_limit)

    results = _each(work, course, chapter, who, _("Grading {student}"))
    most = grading.points(course, chapter)
    _grades(_("Grades of {chapter}").format(chapter=chapter), results, most)
    remarks = [(one.student, one.why) for one in results if one.has_marks and one.why]
    if remarks:
        items(_("Graded, with a remark"), remarks)
    failed = [result for result in results if not result.has_marks]
    if failed:
        rows = []
        for one in failed:
            log = course.log(one.student, chapter)
            said = [_("all that nbgrader said: {path}").format(path=log)] if log.is_file() else []
            rows.append((one.student, one.why, *said))
        items(_("Not graded"), rows)
        ctx.exit(1)


@click.command(
    short_help=_("Write a page of feedback for each submission."),
    help=_(
        "Write a page of feedback for each graded submission, in build/feedback.\n\n"
        "A submission without marks gets no page, and one of an earlier submission is deleted. "
        "--zip also puts the pages into one zip, in folders named as in Moodle's download: Moodle "
        'takes it as "Upload multiple feedback files in a zip".'
    ),
)
@click.argument("chapter")
@student_option
@click.option("--zip", "to", type=click.Path(path_type=Path), metavar="FILE", help=_("The zip."))
@course_option
@click.pass_context
def feedback(ctx, chapter: str, students: tuple[str, ...], to: Path | None, folder: Path | None):
    from kerastutor.grading import grade as grading
    from kerastutor.grading.handback import write_zip

    course = _course(folder)
    chapter = course.chapter(chapter)
    who = grading.chosen(course, chapter, students)
    pages = _each(grading.feedback, course, chapter, who, _("Feedback for {student}"))
    count = len([page for page in pages if page.written])
    if count:
        text = ngettext(
            "{count} page of feedback in {folder}", "{count} pages of feedback in {folder}", count
        )
        say(text.format(count=count, folder=course.build / "feedback"))
    if count and to:
        unknown = write_zip(course, chapter, [page.student for page in pages if page.written], to)
        say(_("For your learners: {path}").format(path=to))
        if unknown:
            text = ngettext(
                "{count} page is in a folder without a number of Moodle's: hand it back by hand.",
                "{count} pages are in folders without a number of Moodle's: hand them back by "
                "hand.",
                unknown,
            )
            warn(text.format(count=unknown))
    missing = [(page.student, page.why) for page in pages if not page.written]
    if missing:
        items(_("No feedback"), missing)
    failed = any(page.failed for page in pages)
    if not count and not failed:
        raise CourseError(
            _("Nothing of {chapter} is graded. First: {command}").format(
                chapter=chapter, command=f"kerastutor grade {chapter}"
            )
        )
    if failed:
        ctx.exit(1)


@click.command(
    short_help=_("Write all grades as a csv file."),
    help=_(
        "Write all grades as a csv file, a row for each student and chapter.\n\n"
        "Its column status says what is graded; only there stands a score. Beside the id stand "
        "the name and the number as they were handed in."
    ),
)
@click.option(
    "--to", type=click.Path(path_type=Path), metavar="FILE", help=_("By default build/grades.csv.")
)
@click.option("--chapter", help=_("Only this chapter."))
@course_option
def export(to: Path | None, chapter: str | None, folder: Path | None):
    from kerastutor.grading.export import export as export_grades
    from kerastutor.grading.standing import GRADED

    course = _course(folder, writable=False)
    chapter = course.chapter(chapter) if chapter else None
    to = (to or course.build / "grades.csv").absolute()
    if to.is_dir():
        raise CourseError(_("Expected a file. Received a folder: {path}").format(path=to))
    kinds = export_grades(course, to, chapter)
    if not kinds:
        raise CourseError(
            _("There are no grades yet. Grade a chapter first: {command}").format(
                command="kerastutor grade CHAPTER"
            )
        )
    count, rest = kinds[GRADED], kinds.total() - kinds[GRADED]
    text = ngettext("{count} grade in {path}", "{count} grades in {path}", count)
    say(text.format(count=count, path=to))
    if rest:
        text = ngettext(
            "{count} row has no score: its column status says why.",
            "{count} rows have no score: their column status says why.",
            rest,
        )
        warn(text.format(count=rest))


def _collected(taken) -> None:
    """The table of what was collected; a narrow terminal gets less of it, with names whole."""
    columns = [_("student"), _("chapter"), _("what"), _("saved"), _("from")]
    rows = [
        [item.student, item.chapter, item.what, f"{item.modified:%Y-%m-%d %H:%M} UTC", item.origin]
        for item in taken
    ]
    wanted = (0, 1, 2, 3, 4), (0, 1, 2, 3), (0, 1, 2)
    for columns_kept in wanted:
        heads = [columns[index] for index in columns_kept]
        kept = [[row[index] for index in columns_kept] for row in rows]
        # a path may be broken, but not into crumbs
        if fits(heads, [[*row[:4], *[path[:40] for path in row[4:]]] for row in kept]):
            break
    table(_("Collected"), heads, kept, whole=2)


def _grades(title: str, results, most: float) -> None:
    """The table of grades: in a narrow terminal exercises have numbers, or only totals stand."""
    exercises = next(([mark.exercise for mark in one.marks] for one in results if one.marks), [])
    rows = []
    for one in results:
        earned = {mark.exercise: mark.score for mark in one.marks}
        marks = [_points(earned.get(name)) if one.has_marks else "–" for name in exercises]
        total = "–" if one.score is None else f"{one.score:g}"
        rows.append([one.student, *marks, total, f"{most:g}", one.word])
    end = [_("total"), _("of"), _("status")]
    numbers = [str(number) for number in range(1, len(exercises) + 1)]
    legend = " · ".join(f"{number}\u00a0{name}" for number, name in enumerate(exercises, 1))
    ways = [(exercises, rows), (numbers, rows), ([], [[row[0], *row[-3:]] for row in rows])]
    for heads, kept in ways:
        columns = [_("student"), *heads, *end]
        if fits(columns, kept):
            break
    table(title, columns, kept, right=len(columns) - 2, after=1)
    if heads is numbers:
        say(legend)


def _each(work, course, chapter: str, students: list[str], text: str):
    """Run ``work`` for all students behind a progress bar."""
    with progress(text.format(student=""), len(students)) as bar:
        task = bar.task_ids[0]
        begun = []

        def step(student: str) -> None:
            bar.update(task, completed=len(begun), description=text.format(student=student))
            begun.append(student)

        return work(course, chapter, students, step)


def _points(score: float | None) -> str:
    return "?" if score is None else f"{score:g}"
