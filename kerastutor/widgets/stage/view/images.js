// Arrays as pictures, on canvas: many marks, no cells. A frame or a cursor lies over them.

// Paint levels (or colours) into a canvas of one pixel a value; the style makes it large.
function paint(canvas, sent, scale) {
  const [h, w] = sent.shape, values = array(sent);
  const old = canvas.painted; // what is there already is not painted again
  if (old && old.scale === scale && canvas.width === w && same(values, old.values)) return;
  canvas.painted = { values, scale };
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = canvas.getContext("2d"), image = context.createImageData(w, h);
  const rgbs = sent.shape.length === 3, ramp = RAMPS[scale] || RAMPS.grey;
  for (let i = 0; i < w * h; i++) {
    const level = rgbs ? 0 : values[i];
    const c = rgbs ? [values[3 * i], values[3 * i + 1], values[3 * i + 2]]
      : sent.dtype === "u1" ? ramp[level] : level === level ? ramp[at255(level)] : null;
    if (c) image.data.set(c, 4 * i);
    image.data[4 * i + 3] = c ? 255 : 0;
  }
  context.putImageData(image, 0, 0);
}

PANELS.image = (stage) => {
  const el = element("figure", "kt-image");
  const title = element("div", "kt-title", el);
  const box = element("div", "kt-canvas", el);
  const canvas = element("canvas", "", box);
  const wrong = element("canvas", "kt-wrong-pixels", box);
  const frame = element("div", "kt-frame", box), cursor = element("div", "kt-frame kt-pixel-at", box);
  const note = element("figcaption", "kt-note", el);
  let spec = {}, seen = null;
  const lay = (node, at) => {
    node.hidden = !at;
    if (!at) return;
    const [h, w] = spec.values.shape, [r, c, rows = 1, cols = 1] = at;
    Object.assign(node.style, {
      top: `${(100 * r) / h}%`, left: `${(100 * c) / w}%`,
      height: `${(100 * rows) / h}%`, width: `${(100 * cols) / w}%`,
    });
  };
  const cross = (bad = []) => {
    wrong.hidden = !bad.length;
    if (!bad.length) return;
    const [h, w] = spec.values.shape, side = 12;
    wrong.width = w * side;
    wrong.height = h * side;
    const pen = wrong.getContext("2d");
    const ink = getComputedStyle(el);
    for (const [thick, role] of [[5, "--kt-paper"], [2.5, "--kt-wrong"]]) {
      pen.lineWidth = thick;
      pen.strokeStyle = ink.getPropertyValue(role);
      for (const n of bad) {
        const x = (n % w) * side, y = Math.floor(n / w) * side;
        pen.beginPath();
        pen.moveTo(x + 3, y + 3); pen.lineTo(x + side - 3, y + side - 3);
        pen.moveTo(x + side - 3, y + 3); pen.lineTo(x + 3, y + side - 3);
        pen.stroke();
      }
    }
  };
  const under = (event) => {
    const at = canvas.getBoundingClientRect();
    return [(event.clientY - at.top) / at.height, (event.clientX - at.left) / at.width]
      .map((part) => Math.min(0.9999, Math.max(0, part)));
  };
  box.addEventListener("pointerdown", (event) => {
    if (!spec.id) return;
    event.preventDefault();
    box.focus({ preventScroll: true });
    box.setPointerCapture(event.pointerId);
    stage.ask(spec.id, under(event));
  });
  box.addEventListener("pointermove", (event) => {
    if (!spec.id || !(box.hasPointerCapture(event.pointerId) || spec.cursor)) return;
    const [h, w] = spec.values.shape, at = under(event);
    const [r, c] = [Math.floor(at[0] * h), Math.floor(at[1] * w)];
    if (spec.cursor?.[0] === r && spec.cursor?.[1] === c) return; // still the same pixel
    stage.ask(spec.id, at);
  });
  onKeys(box, (key) => {
    const move = moveOf(key);
    if (!spec.id || !move || !(spec.cursor || spec.frame)) return false;
    const [h, w] = spec.values.shape, [r, c, rows = 1, cols = 1] = spec.cursor || spec.frame;
    stage.ask(spec.id, [(inside(r + move[0], h) + rows / 2) / h, (inside(c + move[1], w) + cols / 2) / w]);
    return true;
  });
  return {
    el,
    draw(next) {
      spec = next;
      setText(title, spec.title);
      setText(note, spec.note);
      box.style.width = `${spec.width ?? 8}em`;
      const [h, w] = spec.values.shape;
      box.style.aspectRatio = `${w} / ${h}`;
      box.classList.toggle("kt-lit", Boolean(spec.lit));
      if (seen !== spec.values.data) { seen = spec.values.data; paint(canvas, spec.values, spec.scale || "grey"); }
      cross(spec.bad);
      if (spec.said) stage.say(spec.said);
      lay(frame, spec.frame);
      lay(cursor, spec.cursor);
      box.tabIndex = spec.id ? 0 : -1;
      box.setAttribute("role", spec.id ? "application" : "img");
      box.setAttribute("aria-label", [spec.title, spec.words, spec.note].filter(Boolean).join(". "));
    },
  };
};

// Slices lie one behind the other; the chosen one is pulled out.
PANELS.stack = (stage) => {
  const el = element("div", "kt-stack");
  const pile = element("div", "kt-pile", el);
  const out = element("div", "kt-pulled", el);
  const title = element("div", "kt-note", pile);
  const cards = element("div", "kt-cards", pile);
  let spec = {}, views = [], pulled = null, seen = null, old = null;
  cards.setAttribute("role", "slider");
  cards.tabIndex = 0;
  cards.addEventListener("click", (event) => {
    const card = event.target.closest(".kt-card");
    if (card) stage.ask(spec.id, spec.first + views.findIndex((view) => view.card === card));
  });
  onKeys(cards, (key) => {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10,
                 Home: -Infinity, End: Infinity }[key];
    if (!by) return false;
    stage.ask(spec.id, inside(spec.at + by, spec.count));
    return true;
  });
  return {
    el,
    draw(next) {
      spec = { first: 0, at: 0, count: 1, scale: "sequential", ...next };
      const [n, h, w, colours] = spec.values.shape, size = h * w * (colours || 1);
      setText(title, spec.axis);
      while (views.length > n) views.pop().card.remove();
      while (views.length < n) {
        const card = element("div", "kt-card", cards);
        views.push({ card, canvas: element("canvas", "", card), label: element("span", "", card) });
      }
      if (seen !== spec.values.data) {
        seen = spec.values.data;
        const each = array(spec.values);
        views.forEach((view, k) => {
          const data = new DataView(each.slice(k * size, (k + 1) * size).buffer);
          const shape = colours ? [h, w, colours] : [h, w];
          paint(view.canvas, { dtype: spec.values.dtype, shape, data }, spec.scale);
        });
      }
      cards.style.setProperty("--many", n);
      cards.style.setProperty("--ratio", w / h);
      views.forEach((view, k) => {
        const chosen = spec.first + k === spec.at;
        view.card.classList.toggle("kt-out", chosen);
        view.card.style.setProperty("--n", k);
        view.card.style.zIndex = n - k;
        view.canvas.style.aspectRatio = `${w} / ${h}`;
        put(view.label, spec.labels?.[k] ?? spec.first + k);
      });
      set(cards, { "aria-label": spec.axis, "aria-valuemin": 0, "aria-valuemax": spec.count - 1,
                   "aria-valuenow": spec.at });
      pulled = fit(stage, pulled, spec.pulled);
      if (pulled.el.parentNode !== out) out.replaceChildren(pulled.el);
      if (old !== null && old !== spec.at && !stage.quick) {
        glide(out, -28, 0, { opacity: 0.3 }); // out of the stack; nothing is measured for it
      }
      old = spec.at;
    },
    close() { pulled?.close?.(); },
  };
};
