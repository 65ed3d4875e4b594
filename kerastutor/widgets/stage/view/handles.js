// What is dragged in a plot, or moved by keys: along x, along y, or both.

// From a value by so much, to a multiple of the step: a drag ends anywhere, keys on round numbers.
function onGrid(from, by, step) {
  const n = from / step, count = Math.abs(Math.round(by / step));
  const near = by > 0 ? Math.floor(n + 1e-6) + count : Math.ceil(n - 1e-6) - count;
  return Number((near * step).toPrecision(12));
}

function handles(stage, svg) {
  const group = shape("g", {}, svg);
  let nodes = [], specs = [], plot = null, place = null, taken = null, byPointer = false;

  const ask = (spec, x, y) => {
    const [low, high] = [plot.x.low ?? 0, plot.x.high ?? 1], [bottom, top] = [plot.y.low ?? 0, plot.y.high ?? 1];
    const at = [Math.min(high, Math.max(low, x)), Math.min(top, Math.max(bottom, y))];
    stage.ask(spec.id, spec.along === "both" ? at : spec.along === "y" ? at[1] : at[0]);
  };
  // A part of the way from one value of an axis to another.
  const mix = (axis, a, b, part) => (axis.log ? a * (b / a) ** part : a + part * (b - a));
  // The values under the pointer.
  const under = (event) => {
    const at = svg.getBoundingClientRect(), [left, top, right, bottom] = place.box;
    const px = ((event.clientX - at.left) / at.width) * place.width;
    const py = ((event.clientY - at.top) / at.height) * place.height;
    const [x0, x1] = [plot.x.low ?? 0, plot.x.high ?? 1], [y0, y1] = [plot.y.low ?? 0, plot.y.high ?? 1];
    return [mix(plot.x, x0, x1, (px - left) / (right - left)), mix(plot.y, y1, y0, (py - top) / (bottom - top)), px, py];
  };
  const heightOf = (spec) => (spec.y === undefined ? place.box[3] : place.y(spec.y));
  // The nearest one; of several, one that moves freely has to be touched.
  const nearest = ([, , px, py]) => {
    const far = specs.map((spec) => {
      const [dx, dy] = [px - place.x(spec.x), py - heightOf(spec)];
      return spec.along === "both" ? Math.hypot(dx, dy) : spec.along === "y" ? Math.abs(dx) : 0;
    });
    const n = far.indexOf(Math.min(...far));
    const reach = specs[n].along === "both" ? 30 : specs[n].along === "y" ? 3 * place.em : Infinity;
    return far[n] <= reach ? n : -1;
  };
  svg.addEventListener("pointerdown", (event) => {
    if (!specs.length) return;
    const at = under(event), n = nearest(at);
    if (n < 0) return;
    event.preventDefault();
    taken = specs[n].id;
    byPointer = true;
    nodes[n].focus({ preventScroll: true });
    byPointer = false;
    nodes[n].dataset.byPointer = "";
    svg.setPointerCapture(event.pointerId);
    ask(specs[n], at[0], at[1]);
  });
  svg.addEventListener("pointermove", (event) => {
    const spec = svg.hasPointerCapture(event.pointerId) && specs.find((one) => one.id === taken);
    if (!spec) return;
    const at = under(event);
    ask(spec, at[0], at[1]);
  });

  const make = () => {
    const node = shape("circle", { class: "kt-point", tabindex: 0, role: "slider" }, group);
    // What was dragged by the pointer leaves these keys to the page, which they scroll.
    node.addEventListener("focus", () => { if (!byPointer) delete node.dataset.byPointer; });
    onKeys(node, (key) => {
      if ("byPointer" in node.dataset && !key.startsWith("Arrow")) return false;
      const spec = specs[nodes.indexOf(node)], both = spec.along === "both", up = spec.along === "y";
      const axis = up ? plot.y : plot.x, low = axis.low ?? 0, high = axis.high ?? 1;
      const step = spec.step || (axis.log ? Math.log10(high / low) : high - low) / 120; // in decades
      const move = {
        ArrowRight: [step, 0], ArrowLeft: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step],
        PageUp: [0, 10 * step], PageDown: [0, -10 * step],
        Home: [-Infinity, 0], End: [Infinity, 0],
      }[key];
      if (!move) return false;
      const sum = move[0] + move[1], y = spec.y ?? 0;
      const by = (value) => {
        if (!Number.isFinite(sum)) return axis.log ? value * 10 ** sum : value + sum;
        const from = axis.log ? Math.log10(value) : value;
        const to = spec.step ? onGrid(from, sum, step) : from + sum;
        return axis.log ? 10 ** to : to;
      };
      if (both) ask(spec, spec.x + move[0], y + move[1]);
      else ask(spec, up ? spec.x : by(spec.x), up ? by(y) : y);
      return true;
    });
    return node;
  };

  const draw = (next, where) => {
    plot = next;
    place = where;
    specs = (plot.handles || []).map((spec) => ({ along: "x", ...spec }));
    while (nodes.length > specs.length) nodes.pop().remove();
    while (nodes.length < specs.length) nodes.push(make());
    svg.classList.toggle("kt-pale", Boolean(plot.marks?.some((mark) => mark.pale)));
    svg.style.touchAction = specs.some((spec) => spec.along !== "x") ? "none" : "";
    specs.forEach((spec, n) => {
      const up = spec.along === "y", axis = up ? plot.y : plot.x;
      nodes[n].classList.toggle("kt-ring", Boolean(spec.ring));
      nodes[n].classList.toggle("kt-free", spec.along !== "x");
      set(nodes[n], { r: spec.ring ? 13 : 8, cx: place.x(spec.x), cy: heightOf(spec), "aria-label": spec.words || axis.name || "x",
                      "aria-valuemin": axis.low ?? 0, "aria-valuemax": axis.high ?? 1, "aria-valuenow": up ? spec.y : spec.x,
                      "aria-valuetext": spec.words || "", style: `--kt-role:${paintOf(spec.role || "control")}` });
    });
  };
  return { draw };
}
