"""OptimizerExplorer and BatchExplorer under hands and keys: the picture follows."""

import re

import pytest

from tests.browser import harness

CELLS = (
    """
from kerastutor.widgets import BatchExplorer, OptimizerExplorer
OptimizerExplorer(optimizers=["SGD", "Adam"], learning_rate=0.05, steps=20, taken=12)
""",
    "BatchExplorer(batch_size=64, epochs=0, taken=3)",
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """A page with both, on a projector."""
    shown = harness.shown(CELLS, tmp_path_factory.mktemp("races"))
    with shown as address, harness.browser_page(1280, 720) as page:
        page.set_default_timeout(60_000)
        page.goto(address, timeout=120_000)
        page.locator(".kt-explorer").nth(1).locator(".kt-image, canvas").first.wait_for()
        yield page
        assert [
            said for said in page.said if "path> attribute" in said or "TypeError" in said
        ] == []


@pytest.fixture
def race(opened):
    return opened.locator(".kt-explorer").first


@pytest.fixture
def batches(opened):
    return opened.locator(".kt-explorer").nth(1)


def points(explorer, role):
    """The path of an optimizer on the map, in pixels."""
    curve = explorer.locator(f"svg.kt-chart path.kt-curve[style*='--kt-{role})']").first
    return [tuple(map(float, one)) for one in re.findall(r"[ML](\S+) ([\d.]+)", _d(curve))]


def _d(curve):
    return curve.get_attribute("d") or ""


def after(explorer, act):
    """The picture has been drawn anew by what ``act`` did."""
    stage = explorer.locator(".kt-stage")
    before = stage.get_attribute("data-drawn")
    act()
    explorer.page.wait_for_function(
        "([node, before]) => node.dataset.drawn !== before", arg=[stage.element_handle(), before]
    )


def ring(explorer):
    return explorer.locator(".kt-point.kt-ring")


def at(node):
    return tuple(float(node.get_attribute(name)) for name in ("cx", "cy"))


def begins_at_the_ring(race):
    race.page.wait_for_function(
        """(card) => {
          const ring = card.querySelector(".kt-ring");
          const [x, y] = ["cx", "cy"].map((name) => Number(ring.getAttribute(name)));
          return ["blue", "grey"].every((role) => {
            const path = card.querySelector(`path.kt-curve[style*="--kt-path-${role})"]`);
            const [px, py] = path.getAttribute("d").slice(1).split("L")[0].split(" ").map(Number);
            return Math.hypot(px - x, py - y) < 1;
          });
        }""",
        arg=race.element_handle(),
    )


def test_the_start_goes_where_keys_move_it_and_the_paths_begin_there(race):
    begins_at_the_ring(race)
    before, path = at(ring(race)), points(race, "path-blue")
    ring(race).focus()
    for _press in range(5):
        after(race, lambda: race.page.keyboard.press("ArrowRight"))
    begins_at_the_ring(race)
    now, other = at(ring(race)), points(race, "path-blue")
    assert now[0] > before[0] + 10 and now[1] == pytest.approx(before[1])
    assert len(path) == len(other) == 13 and other[-1] != path[-1]
    assert race.page.evaluate("() => document.activeElement.matches('.kt-ring')")


def test_the_start_is_dragged(race):
    race.scroll_into_view_if_needed()
    box, before = ring(race).bounding_box(), at(ring(race))
    x, y, mouse = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, race.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 60, y + 90, steps=6)
    mouse.up()
    race.page.wait_for_function(
        "([ring, y]) => Math.abs(ring.getAttribute('cy') - y) < 3",
        arg=[ring(race).element_handle(), before[1] + 90],
    )
    begins_at_the_ring(race)
    assert at(ring(race))[0] - before[0] == pytest.approx(60, abs=3)


def test_a_rate_that_is_too_high_is_seen(race):
    rate = race.locator(".widget-text input, input[type=text]").nth(0)
    rate.fill("0.2")
    after(race, lambda: rate.press("Enter"))
    race.locator(".kt-reading", has_text="After 12 steps").wait_for()
    outside = race.locator("text.kt-label", has_text="SGD, outside")
    outside.or_(race.locator("text.kt-label", has_text="SGD flew off")).first.wait_for()
    rate.fill("0.05")
    after(race, lambda: rate.press("Enter"))
    race.locator("svg.kt-chart text.kt-label", has_text=re.compile("^SGD$")).first.wait_for()


def test_it_plays_to_the_end_and_steps_back(race):
    race.get_by_role("button", name="play").click()
    race.locator(".kt-player .kt-note", has_text="after 20 of 20 steps").wait_for()
    assert len(points(race, "path-blue")) == 21
    after(race, lambda: race.locator(".kt-player button").first.press("Enter"))
    race.locator(".kt-player .kt-note", has_text="after 19 of 20 steps").wait_for()
    assert len(points(race, "path-blue")) == 20


def test_a_name_takes_its_step_apart(race):
    chip = race.locator("button.kt-chip", has_text="SGD")
    after(race, lambda: chip.press("Enter"))
    race.locator(".kt-title", has_text=": SGD").wait_for()
    assert chip.get_attribute("aria-pressed") == "true"


def test_the_card_fits_the_projector(race, batches):
    for card in (race, batches):
        assert card.bounding_box()["height"] <= 720


def test_a_batch_twice_as_large_has_arrows_of_its_own(batches):
    point = batches.locator(".kt-point")
    arrows = batches.locator("path.kt-curve[style*='--kt-gradient)']").first
    before, place = _d(arrows), at(point)
    point.focus()
    after(batches, lambda: batches.page.keyboard.press("ArrowRight"))
    batches.locator(".kt-title", has_text="3 batches of 128").wait_for()
    assert _d(arrows) != before and at(point)[0] > place[0] + 5 and at(point)[1] > place[1] + 5
    after(batches, lambda: batches.locator(".kt-player button").nth(2).press("Enter"))
    batches.locator(".kt-title", has_text="4 batches of 128").wait_for()
    batches.locator(".kt-note", has_text="4 batches drawn").wait_for()
