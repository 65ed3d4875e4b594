// Draws the graph of a function, straight lines over it, and a point that is dragged or moved by
// keys. The graph comes once; each move is one message, so the picture follows the key.

const WIDTH = 640, HEIGHT = 360;
const ROOM = { top: 14, right: 16, bottom: 44, left: 58 };
export function curves({ model, el }) {
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "kt-curves" });
  el.append(svg);
  const clip = `kt-clip-${Math.random().toString(36).slice(2)}`;
  const inside = shape("clipPath", { id: clip }, shape("defs", {}, svg));
  shape("rect", {
    x: ROOM.left, y: ROOM.top,
    width: WIDTH - ROOM.left - ROOM.right, height: HEIGHT - ROOM.top - ROOM.bottom,
  }, inside);
  const axes = shape("g", { class: "kt-axes", "aria-hidden": "true" }, svg);
  const plot = shape("g", { "clip-path": `url(#${clip})` }, svg);
  const graph = shape("path", { class: "kt-graph" }, plot);
  const secant = shape("line", { class: "kt-secant" }, plot);
  const tangent = shape("line", { class: "kt-tangent" }, plot);
  const ends = [0, 1].map(() => shape("rect", { class: "kt-end", width: 9, height: 9 }, plot));
  const point = shape("circle", { class: "kt-point", r: 8, tabindex: 0, role: "slider" }, svg);

  let frame;
  const left = (x) =>
    ROOM.left + ((x - frame.low) / (frame.high - frame.low)) * (WIDTH - ROOM.left - ROOM.right);
  const top = (y) =>
    HEIGHT - ROOM.bottom -
    ((y - frame.bottom) / (frame.top - frame.bottom)) * (HEIGHT - ROOM.top - ROOM.bottom);

  function drawFrame() {
    frame = model.get("frame");
    if (frame.low === undefined) return;
    axes.replaceChildren();
    for (const x of ticks(frame.low, frame.high, 10)) {
      shape("line", { x1: left(x), x2: left(x), y1: ROOM.top, y2: HEIGHT - ROOM.bottom }, axes);
      shape("text", { x: left(x), y: HEIGHT - ROOM.bottom + 16, "text-anchor": "middle" }, axes)
        .textContent = written(x);
    }
    for (const y of ticks(frame.bottom, frame.top, 6)) {
      shape("line", { x1: ROOM.left, x2: WIDTH - ROOM.right, y1: top(y), y2: top(y) }, axes);
      shape("text", { x: ROOM.left - 6, y: top(y) + 4, "text-anchor": "end" }, axes)
        .textContent = written(y);
    }
    shape("text", { x: (WIDTH + ROOM.left) / 2, y: HEIGHT - 8, "text-anchor": "middle" }, axes)
      .textContent = frame.x_name;
    shape("text", { x: 14, y: HEIGHT / 2, transform: `rotate(-90 14 ${HEIGHT / 2})`,
                    "text-anchor": "middle" }, axes).textContent = frame.y_name;
    let pen = "M"; // lifted where the function has no value
    graph.setAttribute("d", frame.x.map((x, n) => {
      if (frame.y[n] === null) { pen = "M"; return ""; }
      const piece = `${pen}${left(x).toFixed(1)} ${top(frame.y[n]).toFixed(1)}`;
      pen = "L";
      return piece;
    }).join(""));
    drawMove();
  }

  function drawLine(node, values) {
    node.toggleAttribute("hidden", !values);
    if (!values) return;
    node.setAttribute("x1", left(frame.low));
    node.setAttribute("x2", left(frame.high));
    node.setAttribute("y1", top(values[0]));
    node.setAttribute("y2", top(values[1]));
  }

  function drawMove() {
    const move = model.get("move");
    if (!frame || frame.low === undefined || move.x === undefined) return;
    drawLine(tangent, move.tangent);
    drawLine(secant, move.secant);
    ends.forEach((node, n) => {
      const at = move.ends[n];
      node.toggleAttribute("hidden", !at);
      if (!at) return;
      node.setAttribute("x", left(at[0]) - 4.5);
      node.setAttribute("y", top(at[1]) - 4.5);
    });
    point.setAttribute("cx", left(move.x));
    point.setAttribute("cy", move.y === null ? HEIGHT - ROOM.bottom : top(move.y));
    point.setAttribute("aria-label", frame.x_name);
    point.setAttribute("aria-valuemin", frame.low);
    point.setAttribute("aria-valuemax", frame.high);
    point.setAttribute("aria-valuenow", move.x);
    point.setAttribute("aria-valuetext", move.words);
    drawn(svg);
  }

  function ask(x) {
    const [, count] = model.get("asked"); // counted, so that asking twice for one place is two changes
    tell(model, "asked", [Math.min(frame.high, Math.max(frame.low, x)), count + 1]);
  }

  const under = (event) => {
    const box = svg.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * WIDTH;
    return frame.low +
      ((at - ROOM.left) / (WIDTH - ROOM.left - ROOM.right)) * (frame.high - frame.low);
  };
  svg.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    point.focus({ preventScroll: true });
    svg.setPointerCapture(event.pointerId);
    ask(under(event));
  });
  svg.addEventListener("pointermove", (event) => {
    if (svg.hasPointerCapture(event.pointerId)) ask(under(event));
  });
  onKeys(point, (key) => {
    const step = (frame.high - frame.low) / 120, x = model.get("move").x;
    const to = {
      ArrowRight: x + step, ArrowUp: x + step, ArrowLeft: x - step, ArrowDown: x - step,
      PageUp: x + 10 * step, PageDown: x - 10 * step, Home: frame.low, End: frame.high,
    }[key];
    if (to === undefined) return false;
    ask(to);
    return true;
  });

  model.on("change:frame", drawFrame);
  model.on("change:move", drawMove);
  drawFrame();
}
