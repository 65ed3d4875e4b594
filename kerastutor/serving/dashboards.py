"""Every chapter's dashboard, served by Voila behind one index page; nothing else is served.

Voila gets a temporary folder with copies of the dashboards, named after their chapters: what is
not in that folder, a lesson or an assignment, has no address.
"""

import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path

import jinja2
import markupsafe
import nbformat
import tornado.ioloop
import tornado.web
from jupyter_server import DEFAULT_STATIC_FILES_PATH
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.utils import url_path_join
from traitlets.config import Config
from voila import notebook_renderer
from voila.app import Voila
from voila.exporter import VoilaExporter
from voila.static_file_handler import TemplateStaticFileHandler
from voila.tornado.contentshandler import VoilaContentsHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler

from kerastutor import palette
from kerastutor.console import say
from kerastutor.errors import CourseError
from kerastutor.i18n import _
from kerastutor.kernels import kernelspec
from kerastutor.serving.sockets import PromptConnection

# Paragraphs that are no sentences: headings, tables, quotes, pictures, HTML, formulas, code, lists.
NO_SENTENCE = re.compile(r"[#|>!<$]|```|[-*+]\s|\d+\.\s")
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Page:
    """A dashboard as the index page shows it."""

    name: str  # 01_tensors.ipynb: its file, and the end of its address
    chapter: str
    title: str
    sentence: str


def copy_dashboards(source: Path, folder: Path) -> list[Page]:
    """Copy every chapter's dashboard into ``folder``; one page for each, in order.

    Raises:
        CourseError: there is no dashboard, or one is no notebook.
    """
    pages = []
    for path in sorted(source.glob("*/dashboard.ipynb")):
        chapter = path.parent.name
        notebook = read(path)
        title, sentence = describe(notebook)
        notebook.metadata["title"] = title or chapter  # the title of Voila's page
        name = f"{chapter}.ipynb"
        nbformat.write(notebook, folder / name)
        number = re.match(r"\d+", chapter)
        label = _("Chapter {number}").format(number=int(number[0])) if number else chapter
        pages.append(Page(name, label, title or chapter, sentence))
    if not pages:
        raise CourseError(
            _("Expected chapters with a dashboard.ipynb in {folder}; there is none.").format(
                folder=source
            )
        )
    return pages


def read(path: Path) -> nbformat.NotebookNode:
    """A notebook; a clear error where the file is none."""
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises many kinds
        raise CourseError(
            _("Expected a notebook. Received: {path} ({error})").format(path=path, error=error)
        ) from error


def describe(notebook: nbformat.NotebookNode) -> tuple[str, str]:
    """(title, sentence): a notebook's first heading, and the first sentence of its text."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    heading = re.search(r"^#+\s+(.+?)\s*#*$", text, re.MULTILINE)
    title = _plain(heading[1]) if heading else ""
    after = text[heading.end() :] if heading else text
    for paragraph in re.split(r"\n\s*\n", after):
        paragraph = " ".join(paragraph.split())
        if paragraph and not NO_SENTENCE.match(paragraph):
            sentence = re.match(r".+?[.!?。](?=\s|$)|.+", _plain(paragraph))
            return title, sentence[0]
    return title, ""


def _plain(markdown: str) -> str:
    """Markdown's text: no links, emphasis or code marks."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"[*`]|(?<!\w)_|_(?!\w)|<[^>]+>", "", text).strip()


class IndexHandler(JupyterHandler):
    """The index page; ``?theme=dark``, which Voila's pages know as well, is handed on to them."""

    def initialize(self, pages: dict[str, str]):
        self.pages = pages  # by theme; "" for the server's own

    @tornado.web.authenticated
    def get(self, **_path):
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.finish(self.pages.get(self.get_argument("theme", ""), self.pages[""]))


class DashboardHandler(TornadoVoilaHandler):
    """Voila's page for a notebook, for the dashboards alone."""

    def initialize(self, pages: frozenset[str], **options):
        self.pages = pages
        super().initialize(**options)

    @tornado.web.authenticated
    async def get(self, path=None):
        if path not in self.pages:
            raise tornado.web.HTTPError(404)
        # reading it sets its cookie; without it Voila may not stop the kernel of a page that closes
        _token = self.xsrf_token
        await super().get(path=path)


class TemplateFileHandler(TemplateStaticFileHandler):
    """Voila's own static files; an address that is none of theirs is a 404, not a crash."""

    def parse_url_path(self, url_path):
        parts = url_path.split("/")
        if len(parts) < 3 or parts[1] != "static" or ".." in parts or not parts[0]:
            raise tornado.web.HTTPError(404)
        return super().parse_url_path(url_path)


class DashboardKernels(AsyncMappingKernelManager):
    """Kernels that keep their own warnings off the lecturer's terminal."""

    async def start_kernel(self, **options):
        arguments = [*options.pop("extra_arguments", []), "--IPKernelApp.log_level=ERROR"]
        return await super().start_kernel(extra_arguments=arguments, **options)


class CompiledTemplates(jinja2.BytecodeCache):
    """Voila compiles the templates of its page, some fourteen, for each visit; here once."""

    def __init__(self):
        self.kept = {}

    def load_bytecode(self, bucket):
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket):
        self.kept[bucket.key] = bucket.bytecode_to_string()


class DashboardExporter(VoilaExporter):
    """Voila's page for a notebook, from templates that are compiled already."""

    compiled = CompiledTemplates()

    def _create_environment(self):
        environment = super()._create_environment()
        environment.bytecode_cache = self.compiled
        return environment


class DashboardServer(Voila):
    """Voila on a folder of dashboards; set ``pages`` before ``start``."""

    pages: list[Page] = []
    asked_port: int | None = None

    def setup_template_dirs(self):
        super().setup_template_dirs()
        if self.voila_configuration.template == "lab":
            self.template_paths.insert(0, str(TEMPLATES / "voila"))

    def init_handlers(self):
        index = {"pages": {theme: self._index(theme) for theme in ("", "light", "dark")}}
        handlers = [(self.server_url, IndexHandler, index)]
        for handler in super().init_handlers():
            pattern, kind, *options = handler
            if kind is TornadoVoilaHandler:
                names = frozenset(page.name for page in self.pages)
                handlers.append((pattern, DashboardHandler, {**options[0], "pages": names}))
            elif kind is TornadoVoilaTreeHandler and pattern != self.server_url:
                handlers.append((pattern, IndexHandler, index))
            elif kind is TemplateStaticFileHandler:
                handlers.append((pattern, TemplateFileHandler, *options))
            elif kind not in (TornadoVoilaTreeHandler, VoilaContentsHandler):
                handlers.append(handler)
        return handlers

    def listen(self):
        self.asked_port = self.port
        tornado.ioloop.IOLoop.current().add_callback(self._announce)
        super().listen()

    def _announce(self):
        if self.port != self.asked_port:
            say(_("Port {port} is busy.").format(port=self.asked_port))
        say(_("The dashboards are at {url} (Ctrl-C stops them)").format(url=self.display_url))

    def _index(self, theme="") -> str:
        loader = jinja2.FileSystemLoader(TEMPLATES)
        page = jinja2.Environment(loader=loader, autoescape=True).get_template("dashboards.html")
        # as the dashboards are
        dark = "dark" in (theme or self.voila_configuration.theme).lower()
        names = ("ink", "soft", "line", "wash", "paper", "control")
        colours = "".join(f"--kt-{name}: {palette.role(name, dark)};" for name in names)
        return page.render(
            language="en",
            theme="dark" if dark else "light",
            colours=markupsafe.Markup(colours),
            title=_("Keras, seen and moved"),
            lead=_("Choose a dashboard. It needs a moment: each page has a Keras of its own."),
            pages=self.pages,
            base_url=url_path_join(self.base_url, "/"),
            asked=f"?theme={theme}" if theme else "",
        )


def serve(source: Path, folder: Path, options: list[str]) -> None:
    """Serve the dashboards of ``source`` from ``folder`` until Ctrl-C.

    Args:
        source: the folder of chapters.
        folder: an empty folder for the copies.
        options: Voila's own options, as on its command line.
    """
    config = Config()
    config.Voila.root_dir = str(folder)
    config.Voila.log_level = "ERROR"
    config.Voila.kernel_websocket_connection_class = PromptConnection
    config.Voila.tornado_settings = {"static_path": DEFAULT_STATIC_FILES_PATH}  # for error pages
    config.VoilaConfiguration.file_allowlist = []  # a dashboard draws everything it shows
    config.VoilaConfiguration.allow_template_override = "NO"
    # JupyterLab's extensions that no dashboard needs: each is fetched and run in the browser
    config.VoilaConfiguration.extension_denylist = [
        "@jupyter/nbgrader",
        "@jupyter-notebook/lab-extension",
    ]
    config.VoilaConfiguration.resources = {"all_dashboards": _("← All dashboards")}
    config.VoilaConfiguration.multi_kernel_manager_class = DashboardKernels
    config.VoilaExecutor.cell_error_instruction = _(
        "This part of the dashboard could not be drawn. The terminal that serves it says why."
    )
    # a kernel whose page is gone for an hour is stopped: each holds memory
    config.DashboardKernels.cull_idle_timeout = 3600
    for name in ("tornado.access", "tornado.general"):  # each 404, and Voila's own settings
        logging.getLogger(name).setLevel(logging.ERROR)
    notebook_renderer.VoilaExporter = DashboardExporter  # there is no setting for it
    pages = copy_dashboards(source, folder)
    level = os.environ.get("TF_CPP_MIN_LOG_LEVEL", "3")
    with kernelspec.warm_kernels(TF_CPP_MIN_LOG_LEVEL=level):
        server = DashboardServer.instance(config=config)
        server.pages = pages
        server.initialize(options)
        server.start()
