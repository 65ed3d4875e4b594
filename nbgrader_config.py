"""nbgrader's settings for this course: course/ is the source, all that is derived is in build/."""

import os

import nbgrader

import kerastutor

c = get_config()  # noqa: F821 - nbgrader provides it

root = os.path.dirname(os.path.abspath(__file__))
os.makedirs(os.path.join(root, "build"), exist_ok=True)  # SQLite makes the file, not the folder

c.CourseDirectory.root = root
c.CourseDirectory.course_id = "kerastutor"
c.CourseDirectory.source_directory = "course"
c.CourseDirectory.release_directory = "build/release"
c.CourseDirectory.submitted_directory = "build/submitted"
c.CourseDirectory.autograded_directory = "build/autograded"
c.CourseDirectory.feedback_directory = "build/feedback"
c.CourseDirectory.solution_directory = "build/solution"
c.CourseDirectory.source_with_tests_directory = "build/source_with_tests"
c.CourseDirectory.db_url = "sqlite:///" + os.path.join(root, "build", "gradebook.db")
c.ExportPlugin.to = os.path.join(root, "build", "grades.csv")
c.CourseDirectory.notebook_id = "assignment"

# Seconds for a cell of a learner, and for a test of it: an endless loop takes no more.
# kerastutor grade --cell-limit sets another number for one run.
c.ExecutePreprocessor.timeout = 30
# For a kernel to start, and for read-only cells: they import TensorFlow, which takes its time.
c.ExecutePreprocessor.startup_timeout = 120
# A learner's cell that fails must not stop the cells after it.
c.Execute.allow_errors = True
# A submission must not run as script in the feedback page or in formgrader.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {
    "markdown2html": "kerastutor.grading.html.safe_markdown",
    "clean_html": "kerastutor.grading.html.safe_html",
    "latex2html": "kerastutor.grading.formulas.latex",
}
# Our templates (the feedback page) before nbgrader's own: nothing from another server.
c.HTMLExporter.extra_template_basedirs = [
    os.path.join(os.path.dirname(kerastutor.__file__), "serving/templates/nbconvert"),
    os.path.join(os.path.dirname(nbgrader.__file__), "server_extensions/formgrader/templates"),
]
# What the tests' hidden cases are made from is not for the feedback page.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "kerastutor.grading.preprocessors.HideSeeds",
    "kerastutor.grading.pages.FeedbackPage",
]
# A test cell that a learner deleted is put back: without it, there is nothing to grade by.
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "kerastutor.grading.preprocessors.WithoutWidgets",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "kerastutor.grading.restore.PutBack",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# nbgrader gives 0 to a cell with anything on stderr, be it one TensorFlow log line or one
# warning. WithoutStderr makes such text ordinary output.
c.Autograde.autograde_preprocessors = [
    "kerastutor.grading.preprocessors.SilentExecute",
    "kerastutor.grading.preprocessors.WithoutStderr",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
