// Heads of paths with their names beside them, and rectangles.

// A polygon's corners; with sides below 0 it stands on its tip, without any it is a disc.
function sign(x, y, r, sides) {
  if (!sides) return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  const n = Math.abs(sides), turn = sides > 0 ? (n % 2 ? 0 : 0.5) : n % 2 ? 0.5 : 0;
  return Array.from({ length: n }, (_, k) => {
    const a = (2 * Math.PI * (k + turn)) / n - Math.PI / 2;
    return `${k ? "L" : "M"}${(x + 1.15 * r * Math.cos(a)).toFixed(1)} ${(y + 1.15 * r * Math.sin(a)).toFixed(1)}`;
  }).join("") + "Z";
}

MARKS.heads = (group) => {
  const [leaders, signs, names] = ["", "", ""].map(() => shape("g", {}, group));
  let nodes = [], kept = {};
  return (mark, place) => {
    const { em, box } = place, r = Math.max(5, 0.36 * em), high = 1.2 * em, right = box[2] + place.margin;
    while (nodes.length > mark.names.length) nodes.pop().forEach((node) => node.remove());
    while (nodes.length < mark.names.length) {
      nodes.push([shape("line", { class: "kt-leader" }, leaders), shape("path", {}, signs),
                  shape("text", { class: "kt-halo kt-label" }, names)]);
    }
    const at = mark.names.map((_, n) => [place.x(mark.x[n]), place.y(mark.y[n])]);
    const heights = mark.aside && spread(at.map((one) => one[1]), high, box[1] + high / 2, box[3] - high / 2);
    const covered = (rect, x, y) => x > rect[0] - r && x < rect[2] + r && y > rect[1] - r && y < rect[3] + r;
    const taken = (mark.avoid || []).map(([x, y]) => [place.x(x) - 14, place.y(y) - 14, place.x(x) + 14, place.y(y) + 14]);
    mark.names.forEach((name, n) => {
      const [line, head, text] = nodes[n], [x, y] = at[n], wide = 1.06 * widthOf(name + " ", em);
      let best = null;
      for (let way = 0; way < 80; way++) { // eight directions, each farther and farther
        const round = Math.floor(way / 8), a = ((way % 8) * Math.PI) / 4, far = round * em;
        if (best && 6 * round - 5 > best.cost) break; // no farther one costs less
        let cx = x + Math.cos(a) * (wide / 2 + r + 0.35 * em + far);
        if (!mark.aside) cx = Math.max(box[0] + wide / 2, Math.min(right - wide / 2, cx));
        const cy = mark.aside ? heights[n] : y + Math.sin(a) * (high / 2 + r + 2 + 1.2 * far);
        const rect = [cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2];
        const hit = taken.filter((o) => rect[0] < o[2] && o[0] < rect[2] && rect[1] < o[3] && o[1] < rect[3]).length;
        const out = rect[0] < box[0] || rect[2] > right || rect[1] < box[1] || rect[3] > box[3];
        const cost = 240 * hit + 999 * out + 25 * at.filter(([px, py]) => covered(rect, px, py)).length +
          6 * round + (way % 8 ? 1 : 0) - (kept[name] === way ? 5 : 0); // it stays where it is
        if (!best || cost < best.cost) best = { cost, way, rect, cx, cy };
        if (mark.aside) break;
      }
      kept[name] = best.way;
      taken.push(best.rect);
      const role = paintOf(mark.roles[n]);
      put(text, name);
      set(text, { x: (mark.aside ? best.rect[0] : best.cx).toFixed(1), "text-anchor": mark.aside ? "start" : "middle", y: (best.cy + 0.3 * em).toFixed(1), style: `fill:${role}` });
      set(line, { x1: x, y1: y, x2: mark.aside ? best.rect[0] : best.cx, y2: best.cy, style: !name || Math.abs(best.cy - y) < high && best.way < 8 ? "display:none" : `stroke:${role}` });
      set(head, { d: mark.sides[n] === 1 ? "" : sign(x, y, r, mark.sides[n]), style: `fill:${role};stroke:var(--kt-paper);stroke-width:1.5` });
    });
  };
};

MARKS.areas = (group) => {
  let nodes = [];
  return (mark, place) => {
    while (nodes.length > mark.at.length) nodes.pop().remove();
    while (nodes.length < mark.at.length) nodes.push(shape("rect", {}, group));
    mark.at.forEach(([x0, y0, x1, y1], n) => {
      const [a, b, c, d] = [place.x(x0), place.y(y1), place.x(x1), place.y(y0)];
      const role = paintOf(mark.role);
      set(nodes[n], { x: a, y: b, width: Math.max(0, c - a), height: Math.max(0, d - b), "stroke-dasharray": LOOKS[mark.look] || "none",
                      style: `stroke:${role};stroke-width:2;fill:${mark.solid ? role : "none"};fill-opacity:0.25` });
    });
  };
};
