"""nbgrader's settings for this course: course/ is the source, everything derived is under build/."""

c = get_config()  # noqa: F821 - nbgrader provides it

c.CourseDirectory.course_id = "kerastutor"
c.CourseDirectory.source_directory = "course"
c.CourseDirectory.release_directory = "build/release"
c.CourseDirectory.submitted_directory = "build/submitted"
c.CourseDirectory.autograded_directory = "build/autograded"
c.CourseDirectory.feedback_directory = "build/feedback"
c.CourseDirectory.db_url = "sqlite:///build/gradebook.db"
c.CourseDirectory.notebook_id = "assignment"

# Importing TensorFlow alone takes 5 to 8 seconds; nbgrader's default of 30 is tight.
c.ExecutePreprocessor.timeout = 180
c.ExecutePreprocessor.startup_timeout = 120
# A learner's cell that fails must not stop the cells after it.
c.Execute.allow_errors = True
