// Marks that are painted on a canvas under a plot's lines: maps of values, and many points.

// The sheet under a plot: made when it is first painted on. sheet(place) returns its pen.
function under(el, svg) {
  let canvas = null, pen = null, fresh = false;
  const sheet = (place) => {
    if (!canvas) {
      canvas = element("canvas", "kt-ground");
      canvas.setAttribute("aria-hidden", "true");
      el.insertBefore(canvas, svg);
      el.classList.add("kt-over");
    }
    if (fresh) return pen;
    fresh = true;
    const dots = devicePixelRatio || 1;
    const [wide, high] = [Math.round(place.width * dots), Math.round(place.height * dots)];
    if (canvas.width !== wide) canvas.width = wide;
    if (canvas.height !== high) canvas.height = high;
    Object.assign(canvas.style, { width: `${place.width}px`, height: `${place.height}px` });
    pen = canvas.getContext("2d");
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    pen.clearRect(0, 0, place.width, place.height);
    return pen;
  };
  sheet.clear = () => {
    fresh = false;
    pen?.clearRect(0, 0, 1e5, 1e5);
  };
  return sheet;
}

const KIND_COLOURS = [0.22, 0.82].map((level) => colour(level, "diverging")[0]); // orange, blue

MARKS.heat = () => {
  const small = document.createElement("canvas");
  let seen = null;
  return (mark, place) => {
    if (seen !== mark.values.data) { seen = mark.values.data; paint(small, mark.values, mark.scale || "diverging"); }
    const [x0, y0, x1, y1] = mark.at, [left, top] = [place.x(x0), place.y(y1)];
    const pen = place.pen();
    pen.imageSmoothingEnabled = true;
    pen.globalAlpha = mark.pale || 1;
    pen.drawImage(small, left, top, place.x(x1) - left, place.y(y0) - top);
    pen.globalAlpha = 1;
  };
};

MARKS.points = () => {
  let small = [], seen = null, chosen = [], where = "";
  const pictures = (mark) => {
    const all = mark.images ? array(mark.images) : [];
    if (seen && same(seen, all)) return; // each message brings them again
    seen = all;
    where = "";
    const [n, h, w] = mark.images ? mark.images.shape : [0];
    small = Array.from({ length: n }, (_, k) => {
      const canvas = document.createElement("canvas");
      const bytes = all.slice(k * h * w, (k + 1) * h * w);
      paint(canvas, { dtype: "u1", shape: [h, w], data: new DataView(bytes.buffer) }, "grey");
      return canvas;
    });
  };
  // What does not change while a line is moved is painted once, on a sheet of its own.
  const still = document.createElement("canvas");
  const settle = (x, y, label, side, r, line, place) => {
    const dots = devicePixelRatio || 1;
    still.width = Math.round(place.width * dots);
    still.height = Math.round(place.height * dots);
    const pen = still.getContext("2d");
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    for (const kind of [0, 1]) {
      const path = new Path2D();
      for (let n = 0; n < x.length; n++) {
        if ((label[n] ? 1 : 0) !== kind) continue;
        if (kind) { path.moveTo(x[n] + r, y[n]); path.arc(x[n], y[n], r, 0, 7); }
        else path.rect(x[n] - 0.88 * r, y[n] - 0.88 * r, 1.76 * r, 1.76 * r);
      }
      pen.fillStyle = KIND_COLOURS[kind];
      pen.strokeStyle = line;
      pen.fill(path);
      pen.stroke(path);
    }
    pen.imageSmoothingEnabled = false;
    for (const n of chosen) {
      const [left, top] = [x[n] - side / 2, y[n] - side / 2];
      pen.fillStyle = KIND_COLOURS[label[n] ? 1 : 0];
      pen.fillRect(left - 3, top - 3, side + 6, side + 6);
      pen.drawImage(small[n], left, top, side, side);
    }
  };
  return (mark, place) => {
    pictures(mark);
    const x = array(mark.x).map(place.x), y = array(mark.y).map(place.y);
    const label = array(mark.label), bad = array(mark.bad), side = Math.max(16, 1.6 * place.em);
    const r = Math.max(4, 0.27 * place.em);
    const ink = getComputedStyle(place.el);
    // The map is light in both themes, and so is what is drawn on it.
    const [wrong, paper, line] = ["wrong-on-map", "round-map", "on-map"].map((role) => ink.getPropertyValue(`--kt-${role}`));
    const key = JSON.stringify([place.box, x.length, x[0], y[0], line, devicePixelRatio]);
    if (key !== where) { // pictures where they do not cover each other; the rest are dots
      where = key;
      chosen = [];
      for (let n = 0; n < small.length && chosen.length < 90; n++) {
        if (chosen.every((m) => Math.max(Math.abs(x[m] - x[n]), Math.abs(y[m] - y[n])) > side + 4)) chosen.push(n);
      }
      settle(x, y, label, side, r, line, place);
    }
    // A point is never covered: crosses lie under it, and their arms stick out.
    const pen = place.pen(), crosses = new Path2D(), frames = new Path2D();
    const cross = (cx, cy, r) => {
      crosses.moveTo(cx - r, cy - r); crosses.lineTo(cx + r, cy + r);
      crosses.moveTo(cx + r, cy - r); crosses.lineTo(cx - r, cy + r);
    };
    const pictured = new Set(chosen);
    for (let n = 0; n < x.length; n++) {
      if (!bad[n]) continue;
      if (!pictured.has(n)) { cross(x[n], y[n], 1.55 * r); continue; }
      const [left, top] = [x[n] - side / 2, y[n] - side / 2];
      frames.rect(left - 1.5, top - 1.5, side + 3, side + 3);
      cross(left + side + 3, top - 3, 6); // at its corner
    }
    for (const [thick, tone] of [[3.8, paper], [2, wrong]]) {
      pen.lineWidth = thick;
      pen.strokeStyle = tone;
      pen.stroke(crosses);
    }
    pen.drawImage(still, 0, 0, place.width, place.height);
    pen.lineWidth = 3;
    pen.strokeStyle = wrong;
    pen.stroke(frames);
  };
};

MARKS.spans = (group) => {
  const path = shape("path", { class: "kt-spans" }, group);
  return (mark, place) => {
    const x = array(mark.x), low = array(mark.low), high = array(mark.high);
    let d = "";
    for (let n = 0; n < x.length; n++) {
      if (!Number.isFinite(low[n] + high[n])) continue;
      const [a, b] = [place.y(low[n]), place.y(high[n])], short = Math.max(0, 1.5 - (a - b) / 2);
      d += `M${place.x(x[n]).toFixed(1)} ${(a + short).toFixed(1)}V${(b - short).toFixed(1)}`;
    }
    set(path, { d, style: `stroke:${paintOf(mark.role || "keras")}` });
  };
};
