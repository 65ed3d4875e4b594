"""``release``, ``collect``, ``grade``, ``feedback`` and ``export``: an instructor's round."""

from pathlib import Path

import click

from kerastutor.console import progress, say, table, warn
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
    metavar="ID",
    help=_("Only this student; may be repeated."),
)


def _course(folder: Path | None):
    from kerastutor.grading.course import Course

    return Course.find(folder)


@click.command(
    short_help=_("Make the learners' version of an assignment."),
    help=_(
        "Make the learners' version of a chapter's assignment, in build/release.\n\n"
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
        "Understood: Moodle's and Canvas's downloads, a folder or a zip for each student, "
        "ada_assignment.ipynb, and nbgrader's own tree. Only assignments are taken; of two files "
        "of one student, the newest."
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
        rows = [
            [
                item.student,
                item.chapter,
                item.what,
                f"{item.modified:%Y-%m-%d %H:%M} UTC",
                item.origin,
            ]
            for item in report.taken
        ]
        columns = [_("student"), _("chapter"), _("what"), _("saved"), _("from")]
        table(_("Collected"), columns, rows)
    if report.left:
        table(_("Left"), [_("file"), _("why")], [list(item) for item in sorted(report.left)])
    if not report.taken:
        warn(_("Nothing was collected."))
        ctx.exit(1)
    count = len(report.taken)
    text = ngettext("{count} submission in {folder}", "{count} submissions in {folder}", count)
    say(text.format(count=count, folder=course.build / "submitted"))


@click.command(
    short_help=_("Autograde the submissions of a chapter."),
    help=_(
        "Autograde the submissions of a chapter.\n\n"
        "All of them, unless --student or --new says otherwise. One that cannot be graded does not "
        "stop the rest."
    ),
)
@click.argument("chapter")
@student_option
@click.option("--new", is_flag=True, help=_("Only what is not graded yet, or was handed in again."))
@course_option
@click.pass_context
def grade(ctx, chapter: str, students: tuple[str, ...], new: bool, folder: Path | None):
    from kerastutor.grading import grade as grading

    course = _course(folder)
    chapter = course.chapter(chapter)
    who = grading.chosen(course, chapter, "submitted", students)
    if new:
        who = grading.ungraded(course, chapter, who)
        if not who:
            say(_("Everything is graded already."))
            return
    results = _each(grading.grade, course, chapter, who, _("Grading {student}"))
    good = [result for result in results if not result.error]
    if good:
        exercises = [mark.exercise for mark in good[0].marks]
        rows = []
        for result in good:
            earned = {mark.exercise: mark.score for mark in result.marks}
            cells = [_points(earned.get(exercise, 0)) for exercise in exercises]
            rows.append([result.student, *cells, f"{result.score:g}", f"{result.max_score:g}"])
        columns = [_("student"), *exercises, _("total"), _("of")]
        table(_("Grades of {chapter}").format(chapter=chapter), columns, rows, len(columns) - 1)
    _failed(ctx, results, _("Not graded"))


@click.command(
    short_help=_("Write a page of feedback for each submission."),
    help=_("Write a page of feedback for each graded submission, in build/feedback."),
)
@click.argument("chapter")
@student_option
@course_option
@click.pass_context
def feedback(ctx, chapter: str, students: tuple[str, ...], folder: Path | None):
    from kerastutor.grading import grade as grading

    course = _course(folder)
    chapter = course.chapter(chapter)
    who = grading.chosen(course, chapter, "autograded", students)
    results = _each(grading.feedback, course, chapter, who, _("Feedback for {student}"))
    count = len([result for result in results if not result.error])
    if count:
        text = ngettext(
            "{count} page of feedback in {folder}", "{count} pages of feedback in {folder}", count
        )
        say(text.format(count=count, folder=course.build / "feedback"))
    _failed(ctx, results, _("No feedback"))


@click.command(
    short_help=_("Write all grades as a csv file."),
    help=_("Write all grades as a csv file, with nbgrader's own exporter."),
)
@click.option(
    "--to", type=click.Path(path_type=Path), metavar="FILE", help=_("By default build/grades.csv.")
)
@click.option("--chapter", help=_("Only this chapter."))
@course_option
def export(to: Path | None, chapter: str | None, folder: Path | None):
    from kerastutor.grading.grade import export as export_grades

    course = _course(folder)
    chapter = course.chapter(chapter) if chapter else None
    to = (to or course.build / "grades.csv").absolute()
    if to.is_dir():
        raise CourseError(_("Expected a file. Received a folder: {path}").format(path=to))
    count = export_grades(course, to, chapter)
    if not count:
        raise CourseError(
            _("There are no grades yet. Grade a chapter first: {command}").format(
                command="kerastutor grade CHAPTER"
            )
        )
    say(
        ngettext("{count} grade in {path}", "{count} grades in {path}", count).format(
            count=count, path=to
        )
    )


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


def _failed(ctx, results, title: str) -> None:
    """List what failed, and exit with 1 if anything did."""
    failed = [result for result in results if result.error]
    if failed:
        columns = [_("student"), _("why"), _("all that nbgrader said")]
        rows = [[result.student, result.error, str(result.log)] for result in failed]
        table(title, columns, rows)
        ctx.exit(1)
