"""The course as people open it: a workspace laid out, JupyterLab on it, dashboards behind an index.

workspace.py   the learner's copy of the course, never over the learner's work
lab.py         JupyterLab's command line and settings
dashboards.py  Voila behind one index page
templates/     the pages that these, and nbgrader's feedback, are made from
"""
