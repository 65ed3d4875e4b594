"""The socket between a page and its kernel, for pictures that move."""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Jupyter's connection, with each message sent at once (TCP_NODELAY).

    A kernel answers a move by "busy" and then a picture. By default the system holds the picture
    back until the browser has acknowledged the "busy", which on one machine takes 40 ms.
    """

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()
