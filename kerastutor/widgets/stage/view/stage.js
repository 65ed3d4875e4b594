// The stage: a picture of marks (marks.py), built once and updated in place, so nothing flickers.
// PANELS[kind](stage, spec) returns {el, draw(spec)}; other files of this folder add to it.

const PANELS = {};

// The old view of a mark where it is of the same kind, else a new one.
function fit(stage, old, spec) {
  if (!old || old.kind !== spec.kind || (old.suits && !old.suits(spec))) {
    const view = PANELS[spec.kind](stage, spec);
    view.kind = spec.kind;
    if (old) { old.el.replaceWith(view.el); old.close?.(); }
    old = view;
  }
  old.draw(spec);
  return old;
}

function fitAll(stage, parent, old, specs) {
  const views = specs.map((spec, n) => {
    const view = fit(stage, old[n], spec);
    if (view.el.parentNode !== parent) parent.append(view.el);
    return view;
  });
  for (const view of old.slice(specs.length)) { view.el.remove(); view.close?.(); }
  return views;
}

function together(name) {
  return (stage) => {
    const el = element("div", name);
    let views = [];
    const draw = (spec) => { views = fitAll(stage, el, views, spec.items || []); };
    return { el, draw, close: () => views.forEach((view) => view.close?.()) };
  };
}
PANELS.row = together("kt-side");
PANELS.column = together("kt-under");

// Side by side where it fits as a whole, else wholly one under another.
PANELS.equation = (stage) => {
  const view = together("kt-equation")(stage);
  const judge = () => {
    view.el.classList.remove("kt-tall"); // what is tall is narrow, and would stay so
    const wide = [...view.el.children].reduce((sum, n) => sum + n.getBoundingClientRect().width, 0); // not rounded
    const gaps = (view.el.children.length - 1) * parseFloat(getComputedStyle(view.el).columnGap);
    view.el.style.flexBasis = `${wide + gaps}px`; // beside its neighbours only where all of it fits
    view.el.classList.toggle("kt-tall", wide + gaps > view.el.clientWidth + 1);
  };
  const watch = new ResizeObserver(judge);
  watch.observe(view.el);
  const draw = (spec) => {
    view.draw(spec);
    for (const child of view.el.children) watch.observe(child);
  };
  return { el: view.el, draw, close: () => { watch.disconnect(); view.close(); } };
};

// Row and column meet in the cell: b stands above the result, a at its left.
PANELS.meet = (stage) => {
  const el = element("div", "kt-meet");
  const boxes = ["left", "top", "result", "corner"].map((name) => element("div", `kt-meet-${name}`, el));
  let views = [];
  return {
    el,
    draw(spec) {
      views = ["left", "top", "result", "corner"].map((name, n) => {
        boxes[n].hidden = !spec[name];
        if (!spec[name]) return null;
        const view = fit(stage, views[n], spec[name]);
        if (view.el.parentNode !== boxes[n]) boxes[n].replaceChildren(view.el);
        return view;
      });
    },
    close() { views.forEach((view) => view?.close?.()); },
  };
};

// A slider's handle has no name of its own: it is called what stands above it, and says what stands
// beside it.
function named(node) {
  for (const handle of node.closest(".kt-explorer")?.querySelectorAll(".noUi-handle") || []) {
    const box = handle.closest(".widget-inline-hbox");
    const number = box?.querySelector(".widget-readout")?.textContent ||
      handle.closest(".kt-pair")?.querySelector("input")?.value;
    set(handle, { "aria-label": box?.querySelector(".widget-label")?.textContent || "" });
    if (number) set(handle, { "aria-valuetext": number });
  }
}

const OVERTAKEN = 250; // milliseconds

export function stage({ model, el, words }) {
  const root = element("div", "kt-stage", el);
  keepKeys(el);
  const line = element("div", "kt-line", el);
  let view = null, scene = null, keyed = [], last = -Infinity;
  const self = {
    model, root, word: (name) => words[name] || "",
    quick: false, // is this picture overtaking the last one?
    grids: 0, // how many were drawn so far of this picture: a grid's number is the cursor's
    said: false,
    say(text) { self.said = true; put(line, text); },
    ask(id, value) { // counted, so that asking twice for one thing is two changes
      const { count = 0 } = model.get("asked");
      tell(model, "asked", { id, value, count: count + 1 });
    },
    moving: (panel) => keyed.push(panel),
  };

  // Where each key of each panel is, in the stage's own pixels.
  const places = () => {
    const home = root.getBoundingClientRect();
    const found = new Map(); // slices of one array share an id, and their cells fly between them
    for (const panel of keyed) {
      found.set(panel.id(), new Map([...(found.get(panel.id()) || []), ...panel.places(home)]));
    }
    return found;
  };

  function draw() {
    const picture = model.get("picture");
    if (!picture) return;
    const next = model.get("scene");
    self.quick = performance.now() - last < OVERTAKEN;
    last = performance.now();
    root.classList.toggle("kt-quick", self.quick);
    const before = scene !== null && next !== scene && !calm() ? places() : null;
    scene = next;
    keyed = [];
    self.grids = 0;
    self.said = false;
    view = fit(self, view, picture);
    if (view.el.parentNode !== root) root.replaceChildren(view.el);
    if (!self.said) put(line, ""); // what was pointed at is not there any more
    line.hidden = self.grids === 0 && !line.textContent; // nothing to be pointed at
    if (before) {
      const now = places();
      const flights = keyed.flatMap((panel) => panel.flights(before, now));
      // A slider that is dragged is followed at once: what is overtaken need not take off.
      if (!self.quick || flights.length < 4) for (const flight of flights) glide(...flight);
    }
    named(root);
    drawn(root);
  }

  // How wide the picture may be, in em: Python crops large arrays to it.
  const watch = new ResizeObserver(() => {
    const room = Math.floor(root.clientWidth / parseFloat(getComputedStyle(root).fontSize));
    el.closest(".kt-explorer")?.classList.toggle("kt-wide", room >= 70);
    const known = model.get("room"); // a scroll bar that goes redraws nothing
    if (room > 0 && (room < known || room > known + 2)) tell(model, "room", room);
  });
  watch.observe(root);
  // Once a message, whatever it changes.
  let waiting = false;
  const redraw = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => { waiting = false; draw(); });
  };
  model.on("change:picture", redraw);
  model.on("change:cursor", redraw);
  draw();
  return () => { watch.disconnect(); model.off("change:picture", redraw); model.off("change:cursor", redraw); view?.close?.(); };
}
