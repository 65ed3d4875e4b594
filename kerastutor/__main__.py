"""``python -m kerastutor``: the same as the ``kerastutor`` command."""

from kerastutor.cli import main

if __name__ == "__main__":
    main()
