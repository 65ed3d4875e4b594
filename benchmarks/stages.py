"""What the stage alone takes to draw: a slider moves one mark, and nothing is computed."""

from benchmarks.pairs import Pair

START = """
import ipywidgets
from kerastutor.widgets.stage.marks import Image, Row
from kerastutor.widgets.stage.plots import Axis, Curve, Heat, Line, Plot
from kerastutor.widgets.stage.stage import Stage

numbers = np.random.default_rng(0)
maps = numbers.integers(0, 256, (100, 80, 80), dtype=np.uint8)
small = numbers.integers(0, 256, (100, 24, 32, 32), dtype=np.uint8)
xs = np.linspace(-3, 3, 241)
waves = [np.sin(xs + n / 10) for n in range(100)]

def shown(picture):
    slider, stage = IntSlider(0, 0, 99, description="n"), Stage()
    slider.observe(lambda change: stage.show(picture(change["new"])), "value")
    stage.show(picture(0))
    card = ipywidgets.VBox([slider, stage])
    card.add_class("kt-explorer")
    return card
"""

CURVE = """
def curve(n):
    marks = (Curve(x=xs, y=waves[n]), Line(at=(-3.0, waves[n][0], 3.0, waves[n][-1])))
    return Plot(x=Axis(low=-3, high=3), y=Axis(low=-1, high=1), marks=marks)
shown(curve)
"""
CURVE_RIVAL = """
def curve(n):
    plt.figure(figsize=(6.4, 3.6))
    plt.plot(xs, waves[n])
    plt.plot([-3, 3], waves[n][[0, -1]])
    plt.show()
interact(curve, n=IntSlider(0, 0, 99, description="n"));
"""

HEAT = """
def heat(n):
    marks = (Heat(values=maps[n], at=(-1, -1, 1, 1)),)
    sides = Axis(low=-1, high=1)
    return Plot(x=sides, y=sides, marks=marks, square=True, width=24)
shown(heat)
"""
HEAT_RIVAL = """
def heat(n):
    plt.imshow(maps[n], cmap="PuOr", extent=(-1, 1, -1, 1))
    plt.show()
interact(heat, n=IntSlider(0, 0, 99, description="n"));
"""

IMAGES = "shown(lambda n: Row(items=tuple(Image(values=one, width=4) for one in small[n])))"
IMAGES_RIVAL = """
def images(n):
    figure, axes = plt.subplots(3, 8, figsize=(8, 3))
    for axis, one in zip(axes.flat, small[n]):
        axis.imshow(one, cmap="gray")
        axis.set_axis_off()
    plt.show()
interact(images, n=IntSlider(0, 0, 99, description="n"));
"""

PAIRS = [
    Pair("the stage alone (a curve and a line)", START + CURVE, CURVE_RIVAL, "n", goal=20),
    Pair("the stage alone (heat map 80 × 80)", START + HEAT, HEAT_RIVAL, "n", goal=25),
    Pair("the stage alone (24 images, 32 × 32)", START + IMAGES, IMAGES_RIVAL, "n", goal=30),
]
