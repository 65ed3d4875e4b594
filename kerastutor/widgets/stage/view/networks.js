// A network: nodes as buttons with a small map, links as curves as wide as their weights.

PANELS.network = (stage) => {
  const el = element("div", "kt-network");
  const svg = shape("svg", { class: "kt-links", role: "group" });
  el.append(svg);
  let spec = null, built = "", nodes = [], links = [], seen = null;

  const build = () => {
    el.querySelectorAll(".kt-node-column").forEach((column) => column.remove());
    svg.replaceChildren();
    nodes = [];
    seen = null;
    for (const column of spec.columns) {
      const box = element("div", "kt-node-column", el);
      for (const n of column) {
        const node = element("button", "kt-node", box);
        const mapped = n >= spec.labels.length - spec.maps.shape[0];
        const canvas = mapped ? element("canvas", "", node) : element("span", "kt-node-dot", node);
        const label = element("small", "", node);
        node.addEventListener("click", () => stage.ask("node", n));
        nodes[n] = { node, canvas, label, mapped };
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
    spec = { node: -1, link: -1, ...next };
    const wanted = JSON.stringify([spec.columns, spec.maps.shape, spec.links]);
    const fresh = wanted !== built;
    if (fresh) { built = wanted; build(); }
    set(svg, { "aria-label": spec.words || "" });
    const [m, h, w] = spec.maps.shape, first = spec.labels.length - m, all = array(spec.maps);
    nodes.forEach(({ node, canvas, label, mapped }, n) => {
      put(label, spec.labels[n]);
      if (!mapped) put(canvas, "▶"); // what comes in
      node.classList.toggle("kt-lit", n === spec.node);
      set(node, { "aria-pressed": n === spec.node, "aria-label": spec.labels[n] });
      if (!mapped) return;
      const part = all.slice((n - first) * h * w, (n - first + 1) * h * w);
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
