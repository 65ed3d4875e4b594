// Labels that find a free place: of curves in the margin at the right, of lines at the border.

// The part of a segment [x0, y0, x1, y1] that lies in a box [left, top, right, bottom], or null.
function cut([x0, y0, x1, y1], [left, top, right, bottom]) {
  let from = 0, to = 1;
  const [dx, dy] = [x1 - x0, y1 - y0];
  for (const [step, room] of [[-dx, x0 - left], [dx, right - x0], [-dy, y0 - top], [dy, bottom - y0]]) {
    if (!step) { if (room < 0) return null; continue; }
    if (step < 0) from = Math.max(from, room / step);
    else to = Math.min(to, room / step);
  }
  return from > to ? null : [x0 + from * dx, y0 + from * dy, x0 + to * dx, y0 + to * dy];
}

const widthOf = (text, em) => text.length * em * 0.52;

// Heights that are at least `apart` from each other, each near the wanted one, from top to bottom.
function spread(wanted, apart, top, bottom) {
  const order = wanted.map((_, n) => n).sort((a, b) => wanted[a] - wanted[b]);
  const found = [];
  let last = top - apart;
  for (const n of order) last = found[n] = Math.max(wanted[n], last + apart);
  let next = bottom + apart;
  for (const n of order.reverse()) next = found[n] = Math.min(found[n], next - apart);
  return found;
}

// Beside the end of a line, at the border: the place that covers the fewest lines, and no label.
function atBorder(text, line, lines, taken, { box, em, margin }) {
  const [left, top, right, bottom] = box, wide = widthOf(text, em), high = 1.2 * em;
  let best = null;
  for (const [x, y] of [line.slice(0, 2), line.slice(2)]) {
    const upright = Math.min(x - left, right - x) < 1, places = [];
    // Outside, where there is room at the right and above; else within.
    if (right - x < 1 && wide < margin) for (const far of [0, 1, -1, 2, -2]) places.push([right + 0.5 * em + wide / 2, y + far * em, Math.abs(far) / 2]);
    if (y - top < 1) for (const far of [0, 1, -1]) places.push([Math.min(x, right - wide / 2) + far * (wide / 2 + 0.5 * em), top - 0.6 * em, Math.abs(far)]);
    for (const far of [1, -1, 2, -2, 3, -3, 5, -5]) {
      const [dx, dy] = upright ? [0, far * 0.9 * em] : [far * (wide / 2 + 0.5 * em), 0];
      const cx = Math.max(left + wide / 2 + 2, Math.min(right - wide / 2 - 2, x + dx));
      const cy = Math.max(top + high / 2, Math.min(bottom - high / 2, y + dy));
      places.push([cx, cy, 5 + Math.abs(far)]);
    }
    for (const [cx, cy, far] of places) {
      const rect = [cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2];
      const hit = taken.filter((o) => rect[0] < o[2] && o[0] < rect[2] && rect[1] < o[3] && o[1] < rect[3]).length;
      const cost = 100 * hit + 10 * lines.filter((one) => cut(one, rect)).length + far;
      if (!best || cost < best.cost) best = { cost, rect, cx, cy };
    }
  }
  return best;
}

// Tags are collected while a plot's marks are drawn, and placed together.
function tags(group) {
  let nodes = [], tails = [], lines = [];
  return {
    begin() { tails = []; lines = []; },
    // The label of a curve, which ends at [x, y].
    tail: (text, role, x, y) => tails.push({ text, role, x, y }),
    // The label of a line.
    line: (text, role, segment) => lines.push({ text, role, segment }),
    place(place) {
      const { box, em } = place;
      while (nodes.length > tails.length + lines.length) nodes.pop().forEach((node) => node.remove());
      while (nodes.length < tails.length + lines.length) {
        nodes.push([shape("line", { class: "kt-leader" }, group), shape("text", { class: "kt-halo kt-label" }, group)]);
      }
      const heights = spread(tails.map(({ y }) => y), 1.25 * em, box[1] + 0.3 * em, box[3]);
      tails.forEach(({ text, role, x, y }, n) => {
        const [line, label] = nodes[n], at = box[2] + 1.1 * em;
        put(label, text);
        set(label, { x: at, y: heights[n] + 0.3 * em, "text-anchor": "start", style: `fill:${paintOf(role)}` });
        set(line, { x1: x + 5, y1: y, x2: at - 4, y2: heights[n], style: `stroke:${paintOf(role)}` });
      });
      const seen = lines.map(({ segment }) => cut(segment, box)), taken = [];
      lines.forEach(({ text, role }, n) => {
        const [line, label] = nodes[tails.length + n];
        const found = seen[n] && atBorder(text, seen[n], seen.filter(Boolean), taken, place);
        line.removeAttribute("style");
        label.style.display = found ? "" : "none";
        if (!found) return;
        taken.push(found.rect);
        put(label, text);
        set(label, { x: found.cx, y: found.cy + 0.3 * em, "text-anchor": "middle",
                     style: `fill:${paintOf(role)}${role === "on-map" ? ";stroke:var(--kt-round-map)" : ""}` });
      });
    },
  };
}
