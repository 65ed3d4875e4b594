// A computation graph: boxes as buttons with their numbers, edges as curves between them.

let graphs = 0;
const ON_EDGE = 0.86; // em of a text at an edge

PANELS.graph = (stage) => {
  const el = element("div", "kt-graph");
  const field = element("div", "kt-graph-field", el);
  const svg = shape("svg", { class: "kt-graph-edges", role: "group" }, field);
  const mine = `kt-tip-${graphs++}`; // of its own: one in a part that is hidden draws nothing
  let spec = null, built = "", laid = "", boxes = [], edges = [], flown = "";

  const build = () => {
    field.querySelectorAll(".kt-box, .kt-on-edge").forEach((node) => node.remove());
    svg.replaceChildren();
    boxes = spec.names.map((_, n) => {
      const node = element("button", "kt-box", field);
      const name = element("b", "", node), canvas = element("canvas", "", node);
      const value = element("span", "", node), gradient = element("i", "", node);
      node.type = "button";
      node.addEventListener("click", () => stage.ask("node", n));
      return { node, name, canvas, value, gradient };
    });
    const tips = shape("defs", {}, svg);
    const tip = shape("marker", { id: mine, viewBox: "0 0 10 10", refX: 9, refY: 5, orient: "auto-start-reverse",
                                  markerUnits: "userSpaceOnUse", markerWidth: 0.75, markerHeight: 0.75 }, tips);
    shape("path", { d: "M0 0L10 5L0 10z", fill: "context-stroke" }, tip);
    field.append(svg); // boxes first, for who goes by Tab
    edges = (spec.edges || []).map((_, n) => {
      const line = shape("path", { class: "kt-edge" }, svg);
      const touch = shape("path", { class: "kt-link-touch", tabindex: 0, role: "button" }, svg);
      const text = element("span", "kt-on-edge", field);
      touch.addEventListener("click", () => stage.ask("edge", n));
      onKeys(touch, (key) => {
        if (key === "Enter" || key === " ") stage.ask("edge", n);
        else if (key === "x" || key === "Delete") stage.ask("cut", n);
        else return false;
        return true;
      });
      return { line, touch, text };
    });
  };

  // A smooth curve through points, level where it leaves and arrives.
  const curve = (points, across) => points.slice(1).reduce((d, [x, y], n) => {
    const [x0, y0] = points[n];
    return d + (across ? `C${(x0 + x) / 2} ${y0} ${(x0 + x) / 2} ${y} ${x} ${y}`
      : `C${x0} ${(y0 + y) / 2} ${x} ${(y0 + y) / 2} ${x} ${y}`);
  }, `M${points[0]}`);

  const lay = () => {
    const [width, height] = spec.extent, [w, h] = spec.size, at = array(spec.at);
    Object.assign(field.style, { width: `${width}em`, height: `${height}em`, fontSize: `${spec.font || 0.86}em` });
    set(svg, { viewBox: `0 0 ${width} ${height}`, "aria-label": spec.words || "" });
    boxes.forEach(({ node }, n) => Object.assign(node.style, {
      left: `${at[2 * n]}em`, top: `${at[2 * n + 1]}em`, width: `${w}em`, height: `${h}em`,
    }));
    const points = array(spec.points);
    let first = 0;
    edges.forEach(({ line, touch }, n) => {
      const passed = Array.from({ length: spec.turns[n] }, (_, k) =>
        [points[2 * (first + k)], points[2 * (first + k) + 1]]);
      first += spec.turns[n];
      const d = curve(passed, !spec.down);
      set(line, { d });
      set(touch, { d });
    });
  };

  // A text's place: in the middle of its edge, or where that is short, beside it: where it covers
  // least of the edge, of boxes and of other texts.
  const settle = (line, words, taken) => {
    const length = line.getTotalLength(), [w, h] = spec.size, at = array(spec.at), wide = widthOf(words, ON_EDGE) + 0.6;
    const { x, y } = line.getPointAtLength(length / 2);
    const passed = Array.from({ length: 13 }, (_, k) => line.getPointAtLength((length * k) / 12));
    let best = null;
    for (const right of [0, -0.6, 0.6]) for (const down of [0, -0.95, 0.95, -1.6, 1.6, -2.5]) {
      const a = x + right * wide - wide / 2, b = y + down - 0.5;
      const over = (p, q, r, s) => Math.max(0, Math.min(a + wide, r) - Math.max(a, p)) * Math.max(0, Math.min(b + 1, s) - Math.max(b, q));
      const hidden = passed.filter((p) => p.x > a && p.x < a + wide && p.y > b && p.y < b + 1).length;
      let cost = Math.max(0, hidden - 4) + 0.2 * Math.abs(right) + 0.3 * Math.abs(down);
      boxes.forEach((_, n) => { cost += 4 * over(at[2 * n], at[2 * n + 1], at[2 * n] + w, at[2 * n + 1] + h); });
      if (a < 0 || b < 0 || a + wide > spec.extent[0] || b + 1 > spec.extent[1]) cost += 9;
      for (const one of taken) cost += 9 * over(...one);
      if (!best || cost < best.cost) best = { cost, rect: [a, b, a + wide, b + 1] };
    }
    taken.push(best.rect);
    return [best.rect[0] + wide / 2, best.rect[1] + 0.5];
  };

  // The number flies along its edge, after the first paint.
  const fly = () => {
    const [n, text, back] = spec.flies;
    const { line } = edges[n], length = line.getTotalLength();
    const size = parseFloat(getComputedStyle(field).fontSize);
    const token = element("span", `kt-token${back ? " kt-back" : ""}`, field);
    token.textContent = text;
    const frames = Array.from({ length: 9 }, (_, k) => {
      const p = line.getPointAtLength((length * (back ? 8 - k : k)) / 8);
      return { transform: `translate(${p.x * size}px, ${p.y * size}px) translate(-50%, -50%)` };
    });
    token.animate(frames, { duration: 300, easing: "ease-in-out" }).finished
      .catch(() => {}).then(() => token.remove());
  };

  const draw = (next) => {
    spec = next;
    const who = JSON.stringify([spec.names.length, spec.said]), where = JSON.stringify([spec.extent, spec.font, spec.down, spec.turns]);
    if (who !== built) build();
    if (who !== built || where !== laid) lay();
    built = who;
    laid = where;
    boxes.forEach(({ node, name, canvas, value, gradient }, n) => {
      const words = spec.looks[n];
      put(name, spec.names[n]);
      name.classList.toggle("kt-small-name", spec.names[n].length > 9);
      put(value, spec.values[n]);
      put(gradient, spec.gradients[n]);
      gradient.classList.toggle("kt-small-name", spec.gradients[n].length > 5);
      const look = `kt-box${words.split(" ").filter(Boolean).map((word) => ` kt-box-${word}`).join("")}`;
      if (node.className !== look) node.className = look;
      set(node, { "aria-label": [spec.names[n], spec.values[n], spec.gradients[n]].filter(Boolean).join(", ") });
      const map = (spec.maps || []).findIndex(([at]) => at === n);
      canvas.hidden = map < 0;
      if (map >= 0) {
        const [rows, columns] = spec.maps[map][1].shape;
        canvas.style.aspectRatio = `${columns} / ${rows}`;
        paint(canvas, spec.maps[map][1], spec.scales[map]);
      }
    });
    const taken = [];
    edges.forEach(({ line, touch, text }, n) => {
      const look = `kt-edge${spec.roles[n].split(" ").filter(Boolean).map((word) => ` kt-edge-${word}`).join("")}`;
      const back = spec.roles[n].includes("backward"), head = `url(#${mine})`;
      set(line, { class: look, "marker-start": back ? head : "none", "marker-end": back ? "none" : head });
      put(text, spec.texts[n]);
      text.hidden = !spec.texts[n];
      if (spec.texts[n]) {
        const [x, y] = settle(line, spec.texts[n], taken);
        Object.assign(text.style, { left: `${x / ON_EDGE}em`, top: `${y / ON_EDGE}em` });
      }
      text.className = `kt-on-edge${spec.roles[n].includes("bad") ? " kt-edge-bad" : spec.roles[n].includes("backward") ? " kt-back" : ""}`;
      touch.classList.toggle("kt-lit", spec.roles[n].includes("chosen"));
      set(touch, { "aria-label": [spec.said[n], spec.texts[n]].filter(Boolean).join(": ") });
    });
    const key = JSON.stringify(spec.flies || []);
    const flies = key !== flown && (spec.flies || []).length && !calm() && !stage.quick;
    flown = key;
    const lit = boxes.find(({ node }) => node.classList.contains("kt-box-lit"));
    requestAnimationFrame(() => {
      if (flies) fly();
      if (lit && field.offsetWidth > el.clientWidth) {
        const to = lit.node.offsetLeft - (el.clientWidth - lit.node.offsetWidth) / 2;
        el.scrollTo({ left: Math.max(0, to), behavior: calm() ? "auto" : "smooth" });
      }
    });
  };
  return { el, draw };
};
