// Axes, and marks over them: curves, lines, arrows, dots, bars, and a point that is dragged.
// Drawn in the pixels of the window, so that words keep their size at every width.

const LOOKS = { dash: "7 5", dots: "2 4", long: "13 4", dashdot: "9 4 2 4", pairs: "2 3 2 7" };
const paintOf = (role) => `var(--kt-${role || "soft"})`;

// MARKS[kind](group) returns draw(mark, place): place.x and place.y turn values into pixels.
const MARKS = {
  curve(group) {
    const path = shape("path", { class: "kt-curve" }, group);
    const points = shape("path", { class: "kt-curve", "stroke-linecap": "round" }, group);
    const label = shape("text", { class: "kt-halo kt-label" }, group);
    let seen = [[], []], where = "";
    return (mark, place) => {
      const key = JSON.stringify([place.box, place.ends, !mark.dots]), role = `stroke:${paintOf(mark.role || "keras")}`;
      const x = array(mark.x), y = array(mark.y);
      if (where !== key || !same(x, seen[0]) || !same(y, seen[1])) {
        seen = [x, y]; where = key;
        let d = "", dots = "", pen = "M"; // lifted where there is no value
        for (let n = 0; n < x.length; n++) {
          if (!Number.isFinite(y[n])) { pen = "M"; continue; }
          const at = `${place.x(x[n]).toFixed(1)} ${place.y(y[n]).toFixed(1)}`;
          d += pen + at;
          if (mark.dots) dots += `M${at}h0`;
          pen = "L";
        }
        path.setAttribute("d", d);
        points.setAttribute("d", dots);
      }
      set(path, { style: `${role};stroke-width:${mark.thick || 2.8}px;stroke-opacity:${mark.faint || 1}`, "stroke-dasharray": LOOKS[mark.look] || "none" });
      set(points, { style: `${role};stroke-width:${2 * (mark.dots || 0)}px` });
      place.name(label, mark.label, mark.label_at, mark.role || "keras");
      if (!mark.label || mark.label_at) return;
      // From where it is seen last.
      const [, , low, high] = place.ends;
      const last = Math.max(0, y.findLastIndex((v) => v >= low && v <= high));
      place.tags.tail(mark.label, mark.role || "keras", place.x(x[last]),
                      place.y(Number.isFinite(y[last]) ? y[last] : low));
    };
  },
  line(group) {
    const line = shape("line", { class: "kt-straight" }, group);
    const label = shape("text", { class: "kt-halo kt-label" }, group);
    return (mark, place) => {
      const [x0, y0, x1, y1] = mark.at;
      set(line, { x1: place.x(x0), y1: place.y(y0), x2: place.x(x1), y2: place.y(y1),
                  style: `stroke:${paintOf(mark.role)}`, "stroke-dasharray": LOOKS[mark.look] || "none" });
      const ends = [place.x(x0), place.y(y0), place.x(x1), place.y(y1)];
      if (mark.label && !mark.label_at) place.tags.line(mark.label, mark.role, ends);
      // Across the line: above it or below it, whichever way it leans.
      const a = Math.atan2(place.y(y1) - place.y(y0), place.x(x1) - place.x(x0));
      const off = (mark.side || 0) * 0.9 * place.em;
      place.name(label, mark.label, mark.label_at, mark.role, [Math.sin(a) * off, -Math.cos(a) * off]);
    };
  },
  arrow(group) {
    const path = shape("path", { class: "kt-arrow" }, group);
    const label = shape("text", { class: "kt-halo kt-label" }, group);
    return (mark, place) => {
      const [x0, y0, x1, y1] = [place.x(mark.at[0]), place.y(mark.at[1]), place.x(mark.at[2]), place.y(mark.at[3])];
      const long = Math.hypot(x1 - x0, y1 - y0);
      const head = Math.min(9, long), a = Math.atan2(y1 - y0, x1 - x0);
      const barb = (turn) => `${x1 - head * Math.cos(a + turn)} ${y1 - head * Math.sin(a + turn)}`;
      set(path, { d: long < 0.5 ? "" : `M${x0} ${y0}L${x1} ${y1}M${barb(0.45)}L${x1} ${y1}L${barb(-0.45)}`,
                  style: `stroke:${paintOf(mark.role)}` });
      place.name(label, mark.label, mark.label_at, mark.role);
    };
  },
  dots(group) {
    let nodes = [], last = null;
    return (mark, place) => {
      const x = array(mark.x), y = array(mark.y), square = mark.look === "square";
      while (nodes.length > x.length) nodes.pop().remove();
      while (nodes.length < x.length) nodes.push(shape(square ? "rect" : "circle", {}, group));
      const r = mark.size || 4, role = paintOf(mark.role || "keras");
      nodes.forEach((node, n) => {
        const seen = Number.isFinite(x[n]) && Number.isFinite(y[n]);
        node.style.display = seen ? "" : "none";
        if (!seen) return;
        const [px, py] = [place.x(x[n]), place.y(y[n])];
        set(node, square ? { x: px - r, y: py - r, width: 2 * r, height: 2 * r } : { cx: px, cy: py, r });
        const ring = mark.look === "ring";
        set(node, { style: ring ? `fill:none;stroke:${role};stroke-width:2`
                                : `fill:${role};stroke:var(--kt-paper);stroke-width:1.5` });
        if (mark.look === "ball" && n === nodes.length - 1) {
          if (last && !place.resized && !place.quick && !calm() && last[0] !== x[n]) {
            // It rolls along the first curve, from where it was.
            const from = last[0], rolls = place.along && Math.abs(x[n] - from) < 3 * place.wide;
            const way = Array.from({ length: 13 }, (_, k) => {
              const at = from + (k / 12) * (x[n] - from);
              return [place.x(at) - px, (rolls ? place.y(place.along(at)) : place.y(last[1] + (k / 12) * (y[n] - last[1]))) - py];
            });
            node.animate(way.map(([dx, dy]) => ({ transform: `translate(${dx}px, ${dy}px)` })),
                         { duration: 280, easing: "ease-in-out" });
          }
          last = [x[n], y[n]];
        }
      });
    };
  },
  bars(group) {
    let rows = [];
    return (mark, place) => {
      const start = array(mark.start), end = array(mark.end), level = array(mark.level);
      while (rows.length > start.length) rows.pop().forEach((node) => node.remove());
      while (rows.length < start.length) {
        rows.push([shape("rect", { class: "kt-bar-of", rx: 3 }, group), shape("text", { class: "kt-halo" }, group)]);
      }
      const [top, bottom] = [place.box[1], place.box[3]], up = mark.upright;
      const high = up ? place.x(1) - place.x(0) : (bottom - top) / Math.max(rows.length, 1);
      const thick = Math.max(1, high * (high > 8 ? mark.part ?? 0.68 : 0.9));
      rows.forEach(([bar, text], n) => {
        const seen = Number.isFinite(start[n] + end[n]);
        bar.style.display = text.style.display = seen ? "" : "none";
        if (!seen) return;
        const [a, b] = up ? [place.y(start[n]), place.y(end[n])] : [place.x(start[n]), place.x(end[n])];
        const from = Math.min(a, b), long = Math.max(1, Math.abs(b - a));
        const middle = up ? place.x((mark.first || 0) + n) : top + (n + 0.5) * high;
        const side = middle - thick / 2;
        const filled = level[n] === level[n];
        set(bar, { ...(up ? { x: side, y: from, width: thick, height: long } : { x: from, y: side, width: long, height: thick }),
                   fill: filled ? colour(level[n], mark.scale || "diverging")[0] : mark.solid ? paintOf(mark.role) : "none",
                   style: mark.role ? `stroke:${paintOf(mark.role)};stroke-width:${filled || mark.solid ? 1.5 : 3}` : "" });
        put(text, high > 12 ? mark.labels?.[n] || "" : "");
        if (up) { // beyond the end, and beyond the handle that may be there
          const y = b > a ? Math.min(bottom - 4, b + 1.7 * place.em) : Math.max(top + 0.6 * place.em, b - 0.9 * place.em);
          set(text, { x: middle, y, "text-anchor": "middle" });
          return;
        }
        const right = Math.max(a, b) + 5;
        const fits = right + 40 < place.box[2] + 60;
        set(text, { x: fits ? right : Math.min(a, b) - 5, y: side + thick / 2 + 4, "text-anchor": fits ? "start" : "end" });
      });
    };
  },
  band(group) {
    const area = shape("rect", { class: "kt-band" }, group);
    const label = shape("text", { class: "kt-halo kt-label", "text-anchor": "middle" }, group);
    return (mark, place) => {
      const a = place.x(mark.x0), b = place.x(mark.x1), [, top, , bottom] = place.box;
      set(area, { x: Math.min(a, b), width: Math.abs(b - a), y: top, height: bottom - top,
                  style: `fill:${paintOf(mark.role || "control")};stroke:${paintOf(mark.role || "control")}` });
      put(label, mark.label || "");
      const half = 0.3 * place.em * (mark.label || "").length; // kept inside the picture
      const middle = Math.max(place.box[0] + half, Math.min(place.box[2] - half, (a + b) / 2));
      set(label, { x: middle, y: top + 16, style: `fill:${paintOf(mark.role || "control")}` });
    };
  },
  note(group) {
    const text = shape("text", { class: "kt-halo kt-label" }, group);
    return (mark, place) => {
      put(text, mark.text);
      // Kept inside the picture, as far as it is known before it is drawn how wide the words are.
      const wide = 0.58 * place.em * mark.text.length, part = { middle: 0.5, end: 1 }[mark.anchor] ?? 0;
      const [left, right] = [place.box[0] - 4 + part * wide, place.box[2] + 4 - (1 - part) * wide];
      set(text, { x: Math.max(left, Math.min(place.x(mark.x), Math.max(left, right))),
                  y: place.y(mark.y) + (mark.above ? -8 : 4), "text-anchor": mark.anchor || "start",
                  style: `fill:${paintOf(mark.role)}${mark.role === "on-map" ? ";stroke:var(--kt-round-map)" : ""}` });
    };
  },
};

const clips = { count: 0 };

// What a plot's measures depend on, besides its width.
const endsOf = ({ x, y, margin }) => [x.low, x.high, y.low, y.high, margin];

// The height of a curve at any x: a straight line between its points.
function between(curve) {
  let x = null, y = null;
  return (at) => {
    x ??= array(curve.x);
    y ??= array(curve.y);
    const part = ((at - x[0]) / (x[x.length - 1] - x[0])) * (x.length - 1);
    const low = Math.max(0, Math.min(x.length - 2, Math.floor(part)));
    return y[low] + Math.max(0, Math.min(1, part - low)) * (y[low + 1] - y[low]);
  };
}

PANELS.plot = (stage) => {
  const el = element("div", "kt-plot");
  const title = element("div", "kt-title", el);
  const svg = shape("svg", { class: "kt-chart", role: "group" });
  el.append(svg);
  const sheet = under(el, svg);
  const clip = `kt-clip-${++clips.count}`;
  const hole = shape("rect", {}, shape("clipPath", { id: clip }, shape("defs", {}, svg)));
  const axes = shape("g", { class: "kt-axes", "aria-hidden": "true" }, svg);
  const inner = shape("g", { "clip-path": `url(#${clip})`, "aria-hidden": "true" }, svg);
  const names = shape("g", { "aria-hidden": "true" }, svg); // labels may leave the frame
  const free = tags(names);
  const held = handles(stage, svg);
  let spec = null, place = null, framed = "", marks = [], resized = false;

  let size = null; // read only when the window changes: reading makes the browser lay out the page
  const measure = () => {
    size ??= [parseFloat(getComputedStyle(el).fontSize), el.clientWidth || 600];
    const [em, room] = size;
    const width = Math.max(180, Math.min(room, (spec.width || 44) * em));
    const left = spec.y.bare ? 8 : (spec.left || 3.6) * em, right = width - (1.2 + (spec.margin || 0)) * em;
    const foot = spec.x.bare ? 0.6 : spec.x.name ? 2.9 : 1.7; // em
    const height = spec.square ? (right - left) * (spec.ratio || 1) + (1 + foot) * em
      : Math.min((spec.height || 24) * em, Math.max((spec.slim ?? 0.62) * width, 9 * em));
    const head = spec.square || !spec.y.name ? 1 : 1.7; // the highest number keeps off the axis's name
    const box = [left, head * em, right, height - foot * em];
    const scaleOf = (axis, from, to) => {
      const f = axis.log ? Math.log10 : (v) => v;
      const [low, high] = [f(axis.low ?? 0), f(axis.high ?? 1)];
      return (v) => {
        const part = (f(v) - low) / (high - low);
        return from + Math.min(50, Math.max(-50, part)) * (to - from); // far outside is outside
      };
    };
    const x = scaleOf(spec.x, box[0], box[2]), y = scaleOf(spec.y, box[3], box[1]);
    const ends = endsOf(spec);
    const pen = () => sheet(place); // what is painted, and not drawn, lies under all else
    place = { el, em, width, height, box, x, y, ends, resized, name, pen, tags: free, margin: (spec.margin || 0) * em };
  };

  // A label at its place, kept inside the picture; moved by `off` pixels.
  const name = (node, text, at, role, off = [0, 0]) => {
    node.style.display = text && at ? "" : "none";
    if (!text || !at) return;
    put(node, text);
    const [left, top, right, bottom] = place.box;
    const px = place.x(at[0]) + off[0], wide = text.length * place.em * 0.5;
    const end = off[0] < -0.12 * place.em ? px - wide > left : px + wide > right;
    const py = place.y(at[1]) + off[1] + 0.3 * place.em;
    set(node, { x: Math.max(left + 4, Math.min(px, right)),
                y: Math.min(bottom - 4, Math.max(top + 0.9 * place.em, py)),
                "text-anchor": end ? "end" : "start",
                style: `fill:${paintOf(role)}${role === "on-map" ? ";stroke:var(--kt-round-map)" : ""}` });
  };

  const ticksOf = (axis, count) => {
    const low = axis.low ?? 0, high = axis.high ?? 1;
    // One number alone on an axis says nothing of its scale.
    if (!axis.log) {
      for (let more = count; ; more++) {
        const found = ticks(low, high, more).filter((v) => !axis.whole || Math.abs(v - Math.round(v)) < 1e-6);
        if (found.length > 1 || more > 2 * count + 4) return found;
      }
    }
    const found = [];
    const every = Math.max(1, Math.ceil(Math.log10(high / low) / count));
    for (let n = Math.ceil(Math.log10(low) - 1e-9); n <= Math.log10(high) + 1e-9; n += every) found.push(10 ** n);
    if (found.length > 1) return found;
    const tens = 10 ** Math.floor(Math.log10(low));
    return [1, 2, 5, 10, 20, 50].map((v) => Number((v * tens).toPrecision(1))).filter((v) => v >= low && v <= high);
  };

  function frame() {
    const key = JSON.stringify([spec.x, spec.y, place.width, place.box]);
    if (key === framed) return;
    framed = key;
    const [left, top, right, bottom] = place.box;
    set(svg, { width: place.width, height: place.height, viewBox: `0 0 ${place.width} ${place.height}` });
    const beyond = spec.marks?.some((mark) => mark.kind === "heads") ? place.margin : 0; // for their names
    set(hole, { x: left - 6, y: top - 6, width: right - left + 12 + beyond, height: bottom - top + 12 });
    axes.replaceChildren();
    const text = (words, at, more = {}) => {
      shape("text", { ...at, ...more }, axes).textContent = words;
    };
    const room = Math.floor((place.x(1) - place.x(0)) / (0.5 * place.em)); // in characters
    (spec.x.names || []).forEach((words, n) => {
      const cut = words.length > room ? `${words.slice(0, Math.max(1, room - 1))}…` : words;
      text(cut, { x: place.x(n), y: bottom + 1.25 * place.em }, { "text-anchor": "middle", class: "kt-axis-name" });
    });
    if (!spec.x.names) for (const v of ticksOf(spec.x, Math.max(2, Math.round((right - left) / 90)))) {
      shape("line", { x1: place.x(v), x2: place.x(v), y1: bottom, y2: bottom + 4 }, axes);
      text(written(v), { x: place.x(v), y: bottom + 1.25 * place.em }, { "text-anchor": "middle" });
    }
    if (spec.y.log && !spec.y.bare) { // a line each power of ten, numbered or not
      const powers = ticksOf(spec.y, 1e3);
      if (powers.length > 1 && (bottom - top) / powers.length > 7) for (const v of powers) {
        shape("line", { x1: left, x2: right, y1: place.y(v), y2: place.y(v) }, axes);
      }
    }
    const apart = spec.square ? 90 : spec.y.log ? 30 : 56;
    if (!spec.y.bare) for (const v of ticksOf(spec.y, Math.max(2, Math.round((bottom - top) / apart)))) {
      shape("line", { x1: spec.square ? left - 4 : left, x2: spec.square ? left : right, y1: place.y(v), y2: place.y(v), class: v === 0 ? "kt-zero" : "" }, axes);
      text(written(v), { x: left - 6, y: place.y(v) + 4 }, { "text-anchor": "end" });
    }
    text(spec.x.name || "", { x: right, y: place.height - 0.4 * place.em }, { "text-anchor": "end", class: "kt-axis-name" });
    text(spec.y.name || "", { x: 2, y: 0.8 * place.em }, { class: "kt-axis-name" });
  }

  function draw(next) {
    spec = next;
    if (!el.isConnected) return; // drawn when it is there and has a size
    setText(title, spec.title);
    el.style.flexBasis = spec.basis ? `${spec.basis}em` : "";
    svg.setAttribute("aria-label", spec.words || spec.title || "");
    if (!place || framed === "" || JSON.stringify(place.ends) !== JSON.stringify(endsOf(spec))) measure();
    place.resized = resized;
    place.quick = stage.quick;
    place.wide = spec.x.high - (spec.x.low ?? 0);
    const first = (spec.marks || []).find((mark) => mark.kind === "curve");
    place.along = first && between(first);
    frame();
    const wanted = spec.marks || [];
    sheet.clear();
    free.begin();
    wanted.forEach((mark, n) => {
      if (marks[n]?.kind !== mark.kind || marks[n]?.look !== mark.look) {
        const group = shape("g", {});
        if (marks[n]) marks[n].group.replaceWith(group);
        else inner.append(group);
        marks[n] = { kind: mark.kind, look: mark.look, group, draw: MARKS[mark.kind](group) };
      }
      marks[n].draw(mark, place);
    });
    for (const old of marks.splice(wanted.length)) old.group.remove();
    free.place(place);
    held.draw(spec, place);
  }

  const watch = new ResizeObserver(() => {
    if (!spec || !el.clientWidth) return;
    const before = place?.width;
    size = null;
    measure();
    if (place.width !== before || framed === "") {
      resized = true;
      draw(spec);
      resized = false;
    }
  });
  watch.observe(el);
  return { el, draw, close: () => watch.disconnect() };
};
