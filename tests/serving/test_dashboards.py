"""kerastutor.serving.dashboards: what is served, what is not, and what the index page says."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request

import pytest
from click.testing import CliRunner

from kerastutor import palette
from kerastutor.cli import cli
from kerastutor.errors import CourseError
from tests import demo_course

PATIENCE = 120  # seconds until a server that does not answer is given up


class Server:
    """``kerastutor dashboards`` in a process of its own, on a port that was free."""

    def __init__(self, course, *options):
        with socket.socket() as free:
            free.bind(("localhost", 0))
            port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kerastutor", "dashboards", "--no-browser"]
            + [f"--port={port}", f"--course={course}", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        watch = threading.Timer(PATIENCE, self.process.kill)
        watch.start()
        self.log = []
        self.port = None
        for line in self.process.stdout:
            self.log.append(line)
            found = re.search(r"http://localhost:(\d+)/", line)
            if found:
                self.port = int(found[1])
                break
        watch.cancel()
        assert self.port, "".join(self.log)
        # read on, so that the server never waits for a full pipe
        self.reader = threading.Thread(target=self.log.extend, args=(self.process.stdout,))
        self.reader.start()

    def get(self, path):
        """(status, text) of a path sent as it is: urllib would tidy a ``..`` away."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=PATIENCE)
        connection.request("GET", path)
        answer = connection.getresponse()
        self.headers = answer.headers
        return answer.status, answer.read().decode("utf-8", "replace")

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self.reader.join()
        return code


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    root = demo_course.make(tmp_path_factory.mktemp("dashboards"))
    # a second chapter with a dashboard but no heading, and a file that must not get out
    second = demo_course.notebook(demo_course.code("print('two')", "a"))
    demo_course.write(root / "course" / "02_more" / "dashboard.ipynb", second)
    (root / "course" / "02_more" / "notes.txt").write_text("not for learners")
    running = Server(root)
    yield running
    running.stop()


def test_index_lists_every_chapter_with_title_and_sentence(server):
    with urllib.request.urlopen(f"http://localhost:{server.port}/") as answer:
        page = answer.read().decode()
    assert "Numbers, doubled" in page
    assert "Move x and see." in page and "More words" not in page
    assert page.count("<li>") == 2
    assert 'href="/voila/render/01_demo.ipynb"' in page
    assert "02_more" in page  # no heading: the chapter's name
    assert 'lang="en"' in page and "<title>" in page and "<h1>" in page


def test_index_needs_no_network(server):
    _status, page = server.get("/")
    assert "://" not in page and "src=" not in page


def index_of(theme):
    """The index page of a server with a theme, without a server."""
    from types import SimpleNamespace

    from kerastutor.serving.dashboards import DashboardServer, Page

    settings = SimpleNamespace(theme=theme)
    pages = [Page("01_demo.ipynb", "Chapter 1", "Numbers", "Move x.")]
    made = SimpleNamespace(voila_configuration=settings, pages=pages, base_url="/")
    return DashboardServer._index(made)


def test_index_is_as_dark_as_the_dashboards():
    for theme, dark in (("light", False), ("dark", True), ("JupyterLab Dark", True)):
        page = index_of(theme)
        assert f"--kt-ink: {palette.role('ink', dark)};" in page
        assert f"--kt-wash: {palette.role('wash', dark)};" in page
        assert f"color-scheme: {'dark' if dark else 'light'}" in page
        assert "prefers-color-scheme" not in page  # the dashboards do not ask the browser either


def test_a_visitor_may_ask_for_a_theme(server):
    dark, wash = (
        "/voila/render/01_demo.ipynb?theme=dark",
        f"--kt-wash: {palette.role('wash', True)};",
    )
    page = server.get("/?theme=dark")[1]
    assert wash in page and f'href="{dark}"' in page
    assert wash not in server.get("/?theme=%22%3E")[1] and wash not in server.get("/")[1]
    assert 'data-jp-theme-light="false"' in server.get(dark)[1]


@pytest.fixture(scope="module")
def rendered(server):
    return server.get("/voila/render/01_demo.ipynb")


def test_dashboard_shows_results_and_no_code(rendered):
    status, page = rendered
    assert status == 200
    assert "<title>Numbers, doubled</title>" in page
    assert "<pre>42" in page
    assert "secret_name" not in page


def test_dashboard_says_readably_that_a_cell_failed(rendered):
    _status, page = rendered
    assert "This part of the dashboard could not be drawn" in page
    assert "Traceback" not in page


def test_dashboard_loads_nothing_from_elsewhere(rendered):
    _status, page = rendered
    assert not re.findall(r"<(?:link|script|img)[^>]+(?:href|src)=[\"']?(?:https?:)?//", page)


def test_dashboard_leads_back_to_the_index(rendered):
    assert '<a href="/">← All dashboards</a>' in rendered[1]


@pytest.mark.parametrize(
    "path",
    [
        "/voila/render/assignment.ipynb",
        "/voila/render/lesson_1_demo.ipynb",
        "/voila/render/01_demo/assignment.ipynb",
        "/voila/render/course/01_demo/assignment.ipynb",
        "/voila/render/../course/01_demo/assignment.ipynb",
        "/voila/render/%2e%2e/course/01_demo/assignment.ipynb",
        "/voila/render/./01_demo.ipynb",
        "/voila/render//etc/passwd",
        "/voila/render/",
        "/voila/files/01_demo.ipynb",
        "/voila/files/notes.txt",
        "/voila/files/..%2f..%2fnotes.txt",
        "/voila/api/contents",
        "/voila/api/contents/01_demo.ipynb",
        "/voila/static/../app.py",
        "/voila/static/%2e%2e/app.py",
        "/voila/templates/lab/static/../../../../../../etc/passwd",
        "/voila/labextensions/%2e%2e/kernels/python3/kernel.json",
        "/api/contents",
        "/api/kernels",
        "/notebooks/01_demo.ipynb",
        "/files/01_demo.ipynb",
    ],
)
def test_nothing_but_dashboards_is_served(server, path):
    status, page = server.get(path)
    assert status in (403, 404), page[:500]
    assert "BEGIN SOLUTION" not in page and "root:" not in page


def test_a_page_that_closes_may_stop_its_kernel(server):
    """Voila's page sends its _xsrf cookie back when it closes; without it the kernel lives on."""
    _status, page = server.get("/voila/render/02_more.ipynb")
    cookie = re.search(r"_xsrf=([^;]+)", " ".join(server.headers.get_all("Set-Cookie")))
    kernel = re.search(r'"kernelId": "([^"]+)"', page)[1]
    connection = http.client.HTTPConnection("localhost", server.port, timeout=PATIENCE)
    headers = {"Cookie": cookie[0], "X-XSRFToken": cookie[1]}
    for expected in (204, 404):  # the second time there is no such kernel
        connection.request("POST", f"/voila/api/shutdown/{kernel}", headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == expected


def test_tree_is_the_index(server):
    assert server.get("/voila/tree")[1] == server.get("/")[1]
    assert server.get("/voila/tree/..")[1] == server.get("/")[1]


def test_a_busy_port_is_said_and_ctrl_c_ends_it(tmp_path):
    root = demo_course.make(tmp_path)
    first = Server(root)
    try:
        second = Server(root, f"--port={first.port}")
        assert second.port != first.port
        assert f"Port {first.port} is busy." in "".join(second.log)
        assert second.stop() == 0
    finally:
        first.stop()


def test_no_dashboard_is_an_error(tmp_path):
    root = demo_course.make(tmp_path)
    (root / "course" / demo_course.CHAPTER / "dashboard.ipynb").unlink()
    before = dict(os.environ)
    result = CliRunner().invoke(cli, ["dashboards", "--course", str(root)])
    assert result.exit_code == 1
    assert dict(os.environ) == before
    assert "dashboard.ipynb" in result.output and "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [["01_demo"], ["--port", "zero"], ["--port", "70000"], ["--course", "/nowhere/at/all"]],
)
def test_bad_arguments(arguments):
    result = CliRunner().invoke(cli, ["dashboards", *arguments])
    assert result.exit_code not in (0, None)
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# Title\n\nOne. Two.", ("Title", "One.")),
        ("## A *b* `c` [d](e.html) ##\n\n> quote\n\n- item\n\nIt is 3.5 m. Yes!",
         ("A b c d", "It is 3.5 m.")),
        ("Only words without a stop", ("", "Only words without a stop")),
        ("# snake_case_name\n\n![alt](x.png)\n\n**Bold** go?", ("snake_case_name", "Bold go?")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_describe(source, expected):
    from kerastutor.serving.dashboards import describe

    assert describe(demo_course.notebook(demo_course.text(source, "a"))) == expected


def test_dashboard_that_is_no_notebook(tmp_path):
    from kerastutor.serving.dashboards import read

    path = tmp_path / "dashboard.ipynb"
    path.write_text("{ half a")
    with pytest.raises(CourseError, match="Expected a notebook"):
        read(path)
