"""What the browser tests share: a workspace, the two servers, and a browser; each started once."""

import os
from pathlib import Path

import pytest

from tests.browser import harness

ROOT = Path(__file__).parents[2]
#: Screenshots are kept here, to be looked at.
SHOTS = ROOT / "build" / "screenshots"


def pytest_collection_modifyitems(items):
    """Without chromium a developer skips these tests; CI does not."""
    missing = harness.chromium_path() is None
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        item.add_marker("browser")
        # A browser beside other tests on two cores may miss its minute: once more, and pytest's
        # summary names it. What fails twice fails.
        item.add_marker(pytest.mark.flaky(reruns=1))
        item.add_marker(pytest.mark.xdist_group("browser"))
        if missing and os.environ.get("CI") != "true":
            item.add_marker(
                pytest.mark.skip(reason="no chromium: apt-get install chromium runs this test")
            )


@pytest.fixture(scope="session", autouse=True)
def chromium():
    """Chromium is there: under CI=true its absence is a failure, not a skip."""
    assert harness.chromium_path(), "chromium is missing, and CI=true: apt-get install chromium"


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab, started by the command that `make lab` runs; gives its address and workspace."""
    folder = tmp_path_factory.mktemp("lab")
    workspace = folder / "workspace"
    command = ["lab", str(workspace), "--IdentityProvider.token="]
    with harness.served(*command, answers="/api", log=folder / "lab.log", cwd=folder) as address:
        yield address, workspace


@pytest.fixture(scope="session")
def dashboards(tmp_path_factory):
    """`kerastutor dashboards`; gives its address."""
    log = tmp_path_factory.mktemp("dashboards") / "dashboards.log"
    with harness.served("dashboards", answers="/", log=log, cwd=ROOT) as address:
        yield address


@pytest.fixture
def page():
    with harness.browser_page(1280, 950) as page:
        page.set_default_timeout(60_000)
        yield page


@pytest.fixture
def shot(request, page):
    """Keep a screenshot under a name."""
    SHOTS.mkdir(parents=True, exist_ok=True)

    def keep(name):
        page.screenshot(path=SHOTS / f"{name}.png")

    return keep
