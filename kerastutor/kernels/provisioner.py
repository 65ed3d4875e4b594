"""How Jupyter gets its kernels: forked from a warm parent, else started as always."""

import asyncio
import functools
import pathlib

from jupyter_client.provisioning import LocalProvisioner

from kerastutor.kernels import client
from kerastutor.kernels.unavailable import Cold


class WarmProvisioner(LocalProvisioner):
    """A local kernel that has Keras imported before it starts, wherever that can be had."""

    async def launch_kernel(self, cmd, **kwargs):
        options = self._scrub_kwargs(kwargs)
        asked = asyncio.ensure_future(
            asyncio.to_thread(functools.partial(client.start, cmd, **options))
        )
        try:
            self.process = await asyncio.shield(asked)
        except Cold as why:
            log = self.log.warning if why.warn else self.log.debug
            log("Starting a cold kernel: %s", why)
            return await super().launch_kernel(cmd, **kwargs)
        except asyncio.CancelledError:
            asked.add_done_callback(_discard)
            raise
        # it leads its own session and process group, like a kernel that was started cold
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd", pathlib.Path.cwd())
        return self.connection_info


def _discard(asked: asyncio.Future) -> None:
    """Nobody waits for this kernel any more."""
    if not asked.cancelled() and asked.exception() is None:
        asked.result().abandon()
