"""A learner's function, held at arm's length: called within limits, here or in another process.

    answer = LocalAnswer(relu)
    outcome = answer.run((x,), seconds=5)  # what it did, as plain data
    words(outcome)  # what went wrong, in a sentence

`LocalAnswer` calls it here; `HostedAnswer` in a process of its own (`python -m
kerastutor.learner.host`). Both give the same outcomes. Checks and explorers use both alike, and
nothing else in kerastutor calls what a learner wrote.
"""
