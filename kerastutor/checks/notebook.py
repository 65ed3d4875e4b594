"""The notebook in which a check runs, if it is one."""

import sys


def shell():
    """IPython's shell, or None; IPython is not imported for it."""
    ipython = sys.modules.get("IPython")
    return ipython and ipython.get_ipython()
