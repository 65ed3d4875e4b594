"""Warm kernels: a notebook's kernel starts with Keras already imported.

    parent.py        imports what lessons import, runs nothing, and forks kernels on request
    child.py         what a fork does to be a kernel like any other
    client.py        Jupyter's side: asks for a kernel, starts the parent where there is none
    provisioner.py   plugs that side into jupyter_client
    kernelspec.py    the `python3` that names the provisioner, for this project's commands only
    surroundings.py  what must be equal for a fork to stand for a cold start
    unavailable.py   where kernels start cold, and why
    wire.py          messages over the Unix socket

Wherever a warm kernel cannot be had, a cold one is started.
"""
