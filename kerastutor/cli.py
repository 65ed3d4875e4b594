"""The ``kerastutor`` command: one verb for each thing that people do with the course."""

import errno
import sys

import click

import kerastutor
from kerastutor.commands.course import dashboards, lab
from kerastutor.commands.grading import collect, export, feedback, grade, release
from kerastutor.commands.info import info
from kerastutor.commands.messages import messages
from kerastutor.errors import CourseError
from kerastutor.i18n import _

# What a disk or its rights refuse; any other OSError is a mistake of ours.
REFUSALS = (
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.ENOTDIR,
    errno.EEXIST,
    errno.EISDIR,
)


class Commands(click.Group):
    """A group that lists its commands in the order of use, and shows a CourseError as a line.

    So it shows what the disk refuses: no rights, a read-only disk, a full one.
    """

    def list_commands(self, ctx):
        return list(self.commands)

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except CourseError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.errno not in REFUSALS or not error.filename:
                raise
            raise click.ClickException(
                _(
                    "Expected a file or folder that can be read and written. "
                    "Received: {path} ({error})"
                ).format(path=error.filename, error=error.strerror)
            ) from error


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "An interactive course on deep learning with Keras.\n\n"
        "Learners:    kerastutor lab\n\n"
        "Lecturers:   kerastutor dashboards\n\n"
        "Instructors: kerastutor lab --instructor, then release, collect, grade, feedback, export."
    ),
)
@click.version_option(kerastutor.__version__, prog_name="kerastutor")
def cli():
    pass


for command in (lab, dashboards, release, collect, grade, feedback, export, info, messages):
    cli.add_command(command)


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit: 0 only on success, 130 on Ctrl-C."""
    try:
        code = cli.main(args=args, prog_name="kerastutor", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo(_("\nStopped."), err=True)
        code = 130
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
