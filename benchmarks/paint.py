"""Key press to paint, in a real chromium under Voila."""

import statistics
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import TimeoutError

from benchmarks.pairs import SETUP
from tests.browser.harness import browser_page, voila

PRESSES = 20

# The clock starts when the key event arrives, and stops after the frame in which the whole picture
# is new: a new drawing number and a new sentence for an explorer, a new decoded image for interact.
CLOCK = """
() => {
  window.arm = (kind) => {
    const root = document.querySelector(kind === 'explorer' ? '.kt-explorer' : '.widget-interact');
    // The parts that change last; all of them must be new.
    const parts = () => kind === 'explorer'
      ? [root.querySelector('.kt-stage')?.dataset.drawn
         ?? root.querySelector('.widget-label:last-child').textContent]
      : [[...root.querySelectorAll('img')].map((image) => image.src).join()];
    window.time = new Promise((done) => {
      let start = null, before = null;
      document.addEventListener('keydown', () => {
        before = parts();
        start = performance.now();
      }, { capture: true, once: true });
      const watch = new MutationObserver(async () => {
        if (start === null) return;
        const now = parts();
        if (now.some((part, n) => !part || part === before[n])) return;
        watch.disconnect();
        if (kind !== 'explorer') await root.querySelector('img').decode();
        requestAnimationFrame(() => {
          const after = new MessageChannel();
          after.port1.onmessage = () => done(performance.now() - start);
          after.port2.postMessage(0);
        });
      });
      const all = { subtree: true, childList: true, characterData: true, attributes: true };
      watch.observe(root, all);
      setTimeout(() => done(null), 5000);
    });
  };
}
"""


def notebook(pair):
    cells = [SETUP, pair.explorer, pair.rival]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])


def measure(page, kind, pair):
    """Milliseconds of each of ``PRESSES`` key presses, two warm-up presses left out."""
    root = ".kt-explorer" if kind == "explorer" else ".widget-interact"
    slider = page.locator(f"{root} .widget-slider, {root} .jupyter-widget-slider").filter(
        has_text=pair.slider
    )
    handle = slider.first.locator(".noUi-handle")
    if pair.handle and kind == "explorer":
        handle = page.locator(f"{root} {pair.handle}")
    key, times = pair.key, []
    for _press in range(4 * PRESSES):
        if len(times) == PRESSES + 2:
            break
        handle.focus(timeout=5000)
        page.evaluate("(kind) => window.arm(kind)", kind)
        page.keyboard.press(key)
        took = page.evaluate("() => window.time")
        if took is None:  # the end of the slider
            key = pair.back if key == pair.key else pair.key
            continue
        times.append(took)
        page.wait_for_timeout(120)
    if len(times) < PRESSES + 2:
        raise RuntimeError(f"{pair.name}, {kind}: only {len(times)} presses were answered")
    return times[2:]


def _open(page, address):
    """Open a page; once more where its kernel did not start, which a plain Voila waits for."""
    try:
        page.goto(address, timeout=45_000)
    except TimeoutError:
        page.goto(address, timeout=120_000)


def rows(pairs):
    """(pair, explorer's median, rival's median), in milliseconds, for each pair."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        course, log = Path(folder) / "notebooks", Path(folder) / "voila.log"
        course.mkdir()
        for n, pair in enumerate(pairs):
            nbformat.write(notebook(pair), course / f"pair_{n}.ipynb")
        with voila(course, log) as address:
            for n, pair in enumerate(pairs):
                with browser_page(1280, 1600) as page:
                    _open(page, f"{address}/voila/render/pair_{n}.ipynb")
                    page.wait_for_selector(".widget-interact img", timeout=120_000)
                    page.wait_for_selector(".kt-explorer", timeout=30_000)
                    page.wait_for_timeout(1500)
                    page.evaluate(CLOCK)
                    times = {kind: measure(page, kind, pair) for kind in ("explorer", "rival")}
                    found.append((pair, *(statistics.median(t) for t in times.values())))
                    print(f"  {pair.name}: {found[-1][1:]}", flush=True)
    return found
