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
    pen.drawImage(small, left, top, place.x(x1) - left, place.y(y0) - top);
  };
};

MARKS.points = () => {
  let small = [], seen = null, chosen = [], where = "";
  const pictures = (mark) => {
    if (!mark.images || seen === mark.images.data) return;
    seen = mark.images.data;
    where = "";
    const [n, h, w] = mark.images.shape, all = array(mark.images);
    small = Array.from({ length: n }, (_, k) => {
      const canvas = document.createElement("canvas");
      const bytes = all.slice(k * h * w, (k + 1) * h * w);
      paint(canvas, { dtype: "u1", shape: [h, w], data: new DataView(bytes.buffer) }, "grey");
      return canvas;
    });
  };
  return (mark, place) => {
    pictures(mark);
    const x = array(mark.x).map(place.x), y = array(mark.y).map(place.y);
    const kind = array(mark.kind), bad = array(mark.bad), side = Math.max(16, 1.5 * place.em);
    const key = JSON.stringify([place.box, x.length, x[0], y[0]]);
    if (key !== where) { // pictures where they do not cover each other; the rest are dots
      where = key;
      chosen = [];
      for (let n = 0; n < small.length && chosen.length < 90; n++) {
        if (chosen.every((m) => Math.max(Math.abs(x[m] - x[n]), Math.abs(y[m] - y[n])) > side + 4)) chosen.push(n);
      }
    }
    const pen = place.pen(), ink = getComputedStyle(place.el);
    const [wrong, paper, line] = ["wrong", "paper", "ink"].map((role) => ink.getPropertyValue(`--kt-${role}`));
    const dot = (n) => {
      const r = 3.2;
      pen.beginPath();
      if (kind[n]) pen.arc(x[n], y[n], r, 0, 7);
      else pen.rect(x[n] - r, y[n] - r, 2 * r, 2 * r);
      pen.fillStyle = KIND_COLOURS[kind[n] ? 1 : 0];
      pen.fill();
      pen.lineWidth = 1;
      pen.strokeStyle = line;
      pen.stroke();
    };
    const cross = (n, r) => {
      for (const [thick, tone] of [[5, paper], [2.4, wrong]]) {
        pen.lineWidth = thick;
        pen.strokeStyle = tone;
        pen.beginPath();
        pen.moveTo(x[n] - r, y[n] - r); pen.lineTo(x[n] + r, y[n] + r);
        pen.moveTo(x[n] + r, y[n] - r); pen.lineTo(x[n] - r, y[n] + r);
        pen.stroke();
      }
    };
    for (let n = 0; n < x.length; n++) dot(n);
    for (let n = 0; n < x.length; n++) if (bad[n]) cross(n, 3);
    pen.imageSmoothingEnabled = false;
    for (const n of chosen) {
      const [left, top] = [x[n] - side / 2, y[n] - side / 2];
      pen.fillStyle = bad[n] ? wrong : KIND_COLOURS[kind[n] ? 1 : 0];
      pen.fillRect(left - 3, top - 3, side + 6, side + 6);
      pen.drawImage(small[n], left, top, side, side);
      if (bad[n]) cross(n, side / 2 - 2);
    }
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
