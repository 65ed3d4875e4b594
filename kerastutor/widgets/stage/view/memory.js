// Memory is a line: a slot for each value, in the order in which they lie.
PANELS.memory = (stage) => {
  const el = element("div", "kt-memory");
  const title = element("div", "kt-title", el), note = element("div", "kt-note", el);
  const track = element("div", "kt-track", el);
  const arcs = shape("svg", { class: "kt-arcs", "aria-hidden": "true" });
  track.append(arcs);
  const line = element("div", "kt-slots", track);
  let spec = {}, slots = [], wanted = -1, laid = "";
  // Where the slots are, kept until they move: measuring in the midst of a drawing is dear.
  let spots = null;
  const measured = () => {
    const home = track.getBoundingClientRect();
    if (!home.width) return null; // it is not on the page yet
    const middles = slots.map((slot) => {
      const box = slot.getBoundingClientRect();
      return [box.left + box.width / 2 - home.left, box.top - home.top];
    });
    return { width: home.width, em: parseFloat(getComputedStyle(arcs).fontSize), middles };
  };
  const drawArcs = () => {
    arcs.replaceChildren();
    spots = spots || measured();
    if (!spots) return;
    const { width, em, middles } = spots;
    // Each arc has a height of its own, the longest the largest; the words stand over all lines.
    const seen = (spec.arcs || []).filter(([from, to]) => slots[from] && slots[to])
      .sort(([a, b], [c, d]) => Math.abs(a - b) - Math.abs(c - d))
      .map(([from, to, words, role]) => [middles[from], middles[to], words, `var(--kt-${role || "ink"})`]);
    const peak = (n) => 0.75 * em + 1.5 * em * n;
    seen.forEach(([[x0, y0], [x1, y1], , stroke], n) => {
      const r = Math.min(7, Math.abs(x1 - x0) / 2), way = x1 < x0 ? -r : r, top = y0 - peak(n);
      const pen = (d) => shape("path", { d, fill: "none", stroke, "stroke-width": 2 }, arcs);
      if (Math.abs(y0 - y1) < 2) {
        pen(`M${x0} ${y0 - 1}V${top + r}Q${x0} ${top} ${x0 + way} ${top}H${x1 - way}Q${x1} ${top} ${x1} ${top + r}V${y1 - 1}`);
      } else { // the line has wrapped between them: the arc goes out at one end, and in at the other
        const [out, back] = y0 < y1 ? [width, 0] : [0, width], low = y1 - peak(n);
        pen(`M${x0} ${y0 - 1}V${top}H${out}M${back} ${low}H${x1}V${y1 - 1}`);
      }
      pen(`M${x1 - 4} ${y1 - 7}L${x1} ${y1 - 1}L${x1 + 4} ${y1 - 7}`);
    });
    seen.forEach(([[x0, y0], , words, colour], n) => {
      const x = Math.max(0, Math.min(width - 0.56 * em * words.length, x0 + 6));
      shape("text", { x, y: y0 - 4 - peak(n), class: "kt-halo", style: `fill:${colour}` }, arcs)
        .textContent = words;
    });
  };
  const watch = new ResizeObserver(() => { spots = null; drawArcs(); });
  watch.observe(track);
  const panel = {
    el,
    id: () => spec.id,
    flights: () => [],
    places: (home) => new Map(slots.map((slot, n) => {
      const box = slot.getBoundingClientRect();
      return [n, [box.left - home.left, box.top - home.top]];
    })),
    draw(next) {
      spec = { text: [], at: -1, scale: "sequential", ...next };
      setText(title, spec.title);
      setText(note, spec.note);
      const count = spec.text.length, levels = array(spec.level), dim = new Set(spec.dim);
      if (slots.length !== count) {
        line.replaceChildren();
        slots = spec.text.map((_text, n) => {
          const slot = element("div", "kt-slot", line);
          element("b", "", slot);
          put(element("small", "", slot), n);
          // A pointer that rests while the page moves under it asks for nothing.
          slot.addEventListener("pointermove", () => { if (n !== wanted) stage.ask(spec.id, wanted = n); });
          slot.addEventListener("click", () => stage.ask(spec.id, n));
          return slot;
        });
      }
      const arched = (spec.arcs || []).length, texts = `${arched} ${spec.text}`;
      if (texts !== laid) { laid = texts; spots = null; }
      slots.forEach((slot, n) => {
        const cell = slot.firstChild;
        put(cell, spec.text[n]);
        const [back, front] = levels[n] === levels[n] ? colour(levels[n], spec.scale) : ["var(--kt-paper)", "var(--kt-ink)"];
        cell.style.background = back;
        cell.style.color = front;
        slot.className = `kt-slot${n === spec.at ? " kt-lit" : ""}${dim.has(n) ? " kt-dim" : ""}`;
      });
      stage.moving(panel);
      // Room for as many arcs as there can be, so that nothing moves when one is missing.
      track.style.setProperty("--kt-over", arched ? `calc(${arched} * 1.13em + 0.7em)` : "0px");
      drawArcs();
    },
    close() { watch.disconnect(); },
  };
  return panel;
};
