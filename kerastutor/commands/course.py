"""``lab`` and ``dashboards``: open the course."""

import tempfile
from pathlib import Path

import click

from kerastutor.console import say, status
from kerastutor.errors import CourseError
from kerastutor.i18n import _

PASS_ON = {"ignore_unknown_options": True, "allow_extra_args": True}


@click.command(
    short_help=_("Open the course in JupyterLab."),
    context_settings=PASS_ON,
    options_metavar="[DIR] [OPTIONS] [JUPYTERLAB OPTIONS]",
    help=_(
        "Open the course in JupyterLab.\n\n"
        "DIR is the folder for your work. The first time, the lessons, dashboards and assignments "
        "are laid out there; later, your files are never overwritten. Without DIR it is this "
        "folder, if that is empty or your course already, else ./kerastutor-workspace.\n\n"
        "All other options go to JupyterLab: kerastutor lab course --no-browser --port 8899"
    ),
)
@click.option(
    "--instructor",
    is_flag=True,
    help=_(
        "Open the source of the course in this folder or DIR, with solutions and nbgrader's "
        "formgrader; where there is none, a copy is made."
    ),
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="")
@click.pass_context
def lab(ctx, instructor: bool, arguments: tuple[str, ...]):
    from kerastutor.serving import lab as jupyter

    folder, options = None, list(arguments)
    if options and not options[0].startswith("-"):
        folder = options.pop(0)
    root, page = _instructor(folder) if instructor else _learner(folder)
    try:
        settings = jupyter.write_settings(root, instructor)
    except OSError as error:
        raise CourseError(
            _("Expected a folder that can be written. Received: {path} ({error})").format(
                path=root, error=error.strerror
            )
        ) from error
    line = jupyter.command(root, options, page)
    ctx.exit(jupyter.start(root, line, jupyter.environment(settings)))


def _learner(folder: str | None) -> tuple[Path, str | None]:
    """Lay out the workspace; its folder, and the page to open the first time."""
    from kerastutor.serving import workspace

    root = workspace.choose(folder)
    first = not (root / workspace.MARKER).is_file()
    with status(_("Looking after your course in {folder}").format(folder=root)) as spinner:
        layout = workspace.lay_out(root, step=lambda name: spinner.update(name))
    if first:
        say(
            _("Your course is in {folder}: {count} files.").format(
                folder=root, count=len(layout.added)
            )
        )
    else:
        say(_("Your course: {folder}").format(folder=root))
        if layout.added:
            say(_("New: {files}").format(files=", ".join(layout.added)))
    if layout.updated:
        say(
            _("Renewed (you had not changed them): {files}").format(files=", ".join(layout.updated))
        )
    if layout.restored:
        say(_("Put back, because they were gone: {files}").format(files=", ".join(layout.restored)))
    if layout.kept:
        say(
            _(
                "Left alone, because you changed them: {files}. The course has newer versions: "
                "rename or delete your file, start again, and you get the new one."
            ).format(files=", ".join(layout.kept)),
            style="yellow",
        )
    return root, layout.first_lesson if first else None


def _instructor(folder: str | None) -> tuple[Path, str | None]:
    """The course of the current folder, or the one named; a copy where there is none yet."""
    from kerastutor.serving import workspace

    root, added = _course_there(folder), []
    if not root:
        root = Path(folder).expanduser().absolute() if folder else Path.cwd() / "kerastutor-course"
        added = workspace.copy_source(root)
    say(_("The source of the course: {folder}").format(folder=root))
    if added:
        say(_("{count} files copied there; what was there is as it was.").format(count=len(added)))
    return root, None


def _course_there(folder: str | None) -> Path | None:
    """The course named; else that of this folder or one above, as for every other command."""
    from kerastutor.grading.course import Course
    from kerastutor.serving import workspace

    if folder:
        root = Path(folder).expanduser().absolute()
        return root if (root / workspace.CONFIG).is_file() and (root / "course").is_dir() else None
    try:
        return Course.find().root
    except CourseError:
        checkout = workspace.course_source().parent
        return checkout if (checkout / workspace.CONFIG).is_file() else None


@click.command(
    short_help=_("Show every chapter's dashboard in the browser."),
    context_settings=PASS_ON,
    options_metavar="[OPTIONS] [VOILA OPTIONS]",
    help=_(
        "Show every chapter's dashboard in the browser, with no code on screen.\n\n"
        "One page lists them all. Lessons and assignments are never served. All other options go "
        "to Voila: kerastutor dashboards --theme dark"
    ),
)
@click.option("--port", type=click.IntRange(1, 65535), default=8866, show_default=True)
@click.option("--ip", default="localhost", show_default=True, help=_("The address to listen on."))
@click.option("--no-browser", is_flag=True, help=_("Do not open a browser."))
@click.option("--course", type=click.Path(path_type=Path), help=_("The folder of your own course."))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="")
def dashboards(
    port: int, ip: str, no_browser: bool, course: Path | None, arguments: tuple[str, ...]
):
    from kerastutor.grading.course import Course
    from kerastutor.serving import workspace

    names = [argument for argument in arguments[:1] if not argument.startswith("-")]
    if names:
        raise click.UsageError(
            _(
                "Expected options only: every chapter's dashboard is served. Received: {name}"
            ).format(name=names[0])
        )
    if course:
        source = Course.find(course).source
    else:
        try:
            source = Course.find().source
        except CourseError:
            source = workspace.course_source()
    with status(_("Starting Voila")):
        from traitlets import TraitError

        from kerastutor.serving.dashboards import serve
    options = [f"--port={port}", f"--Voila.ip={ip}", *(["--no-browser"] if no_browser else [])]
    with tempfile.TemporaryDirectory(prefix="kerastutor-dashboards-") as folder:
        try:
            serve(source, Path(folder), [*options, *arguments])
        except (TraitError, ValueError, OSError) as error:
            raise click.ClickException(
                _("Voila could not start: {error}").format(error=error)
            ) from error
