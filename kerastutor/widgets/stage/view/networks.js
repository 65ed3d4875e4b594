// A network: nodes as buttons with a small map, links as curves as wide as their weights.

const HIGH = 30, LARGEST = 6; // in em: as high as the plot beside it

PANELS.network = (stage) => {
  const el = element("div", "kt-network");
  const svg = shape("svg", { class: "kt-links", role: "group" });
  el.append(svg);
  let spec = null, built = "", nodes = [], links = [];

  const build = () => {
    el.querySelectorAll(".kt-node-column").forEach((column) => column.remove());
    svg.replaceChildren();
    nodes = [];
    // Many nodes are small ones: the picture keeps its height.
    const most = Math.max(...spec.columns.map((column) => column.length));
    el.style.setProperty("--kt-node", `${Math.min(LARGEST, HIGH / most - 1.75).toFixed(2)}em`);
    for (const column of spec.columns) {
      const box = element("div", "kt-node-column", el);
      for (const n of column) {
        const pressed = n >= spec.inputs;
        const node = element(pressed ? "button" : "div", "kt-node", box);
        const canvas = element("canvas", "", node), label = element("small", "", node);
        if (pressed) node.addEventListener("click", () => stage.ask("node", n));
        nodes[n] = { node, canvas, label, pressed };
      }
    }
    links = spec.links.map((_, n) => {
      const line = shape("path", { class: "kt-link" }, svg);
      const touch = shape("path", { class: "kt-link-touch", tabindex: 0, role: "button" }, svg);
      touch.addEventListener("click", () => stage.ask("link", n));
      onKeys(touch, (key) => {
        if (key !== "Enter" && key !== " ") return false;
        stage.ask("link", n);
        return true;
      });
      return { line, touch };
    });
  };

  // The curves go from edge to edge of the nodes: measured when the picture has changed its size.
  const lay = () => {
    const home = el.getBoundingClientRect();
    if (!home.width) return;
    set(svg, { width: home.width, height: home.height });
    const boxes = nodes.map(({ canvas }) => canvas.getBoundingClientRect());
    spec.links.forEach(([from, to], n) => {
      const [a, b] = [boxes[from], boxes[to]];
      const [x0, y0] = [a.right - home.left, (a.top + a.bottom) / 2 - home.top];
      const [x1, y1] = [b.left - home.left, (b.top + b.bottom) / 2 - home.top];
      const half = (x1 - x0) / 2;
      const d = `M${x0} ${y0}C${x0 + half} ${y0} ${x1 - half} ${y1} ${x1} ${y1}`;
      set(links[n].line, { d });
      set(links[n].touch, { d });
    });
  };

  const draw = (next) => {
    spec = { node: -1, link: -1, inputs: 0, ...next };
    const wanted = JSON.stringify([spec.columns, spec.maps.shape, spec.links]);
    const fresh = wanted !== built;
    if (fresh) { built = wanted; build(); }
    set(svg, { "aria-label": spec.words || "" });
    const [, h, w] = spec.maps.shape, all = array(spec.maps);
    nodes.forEach(({ node, canvas, label, pressed }, n) => {
      put(label, spec.labels[n]);
      node.classList.toggle("kt-lit", n === spec.node);
      if (pressed) set(node, { "aria-pressed": n === spec.node, "aria-label": spec.labels[n] });
      const part = all.slice(n * h * w, (n + 1) * h * w);
      paint(canvas, { dtype: "u1", shape: [h, w], data: new DataView(part.buffer) }, "diverging");
    });
    const level = array(spec.level);
    links.forEach(({ line, touch }, n) => {
      const far = Math.abs(level[n] - 0.5) * 2;
      set(line, { style: `stroke:${colour(0.5 + Math.sign(level[n] - 0.5) * (0.28 + 0.16 * far), "diverging")[0]};stroke-width:${(1 + 7 * far).toFixed(2)}` });
      touch.classList.toggle("kt-lit", n === spec.link);
      set(touch, { "aria-label": spec.texts[n], "aria-pressed": n === spec.link });
    });
    if (fresh) requestAnimationFrame(lay);
  };
  const watch = new ResizeObserver(() => spec && lay());
  watch.observe(el);
  return { el, draw, close: () => watch.disconnect() };
};
