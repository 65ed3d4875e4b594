"""The one error that a command shows as a sentence, never as a stack trace."""


class CourseError(Exception):
    """Something that the user can put right; its text says how."""
