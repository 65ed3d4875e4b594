"""Messages to the browser are sent at once: asked of a real socket."""

import socket
from unittest import mock

import tornado.testing
import tornado.web
import tornado.websocket
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from kerastutor.serving.sockets import PromptConnection


class Connection(PromptConnection):
    websocket_handler = None  # any handler


class Handler(tornado.websocket.WebSocketHandler):
    """Opens a kernel's connection as Jupyter's own handler does, and says how it was opened."""

    def open(self):
        connection = Connection.__new__(Connection)  # without a kernel
        connection.websocket_handler = self
        with mock.patch.object(ZMQChannelsWebsocketConnection, "connect", lambda _self: "wired"):
            wired = connection.connect()
        own = self.ws_connection.stream.socket
        prompt = own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        self.write_message(f"{wired} {bool(prompt)}")


class TestPromptConnection(tornado.testing.AsyncHTTPTestCase):
    def get_app(self):
        return tornado.web.Application([("/", Handler)])

    @tornado.testing.gen_test
    async def test_it_is_jupyters_and_prompt(self):
        client = await tornado.websocket.websocket_connect(self.get_url("/").replace("http", "ws"))
        assert await client.read_message() == "wired True"
