// Draws grids of cells: the picture of every explorer that shows arrays.
// One message from the kernel is one picture; cells are updated in place, so nothing flickers.

// What decides the DOM of a grid; everything else is updated in place.
const skeleton = (grids) =>
  JSON.stringify(grids.map((g) => [g.rows, g.cols, g.small, g.rank, g.group, g.join]));

function cellName(grid, index) {
  const row = Math.floor(index / grid.cols) + grid.row0;
  const col = (index % grid.cols) + grid.col0;
  const inner = grid.rank === 0 ? "" : grid.rank === 1 ? `${col}` : `${row}, ${col}`;
  return grid.rank === 0 ? grid.name : `${grid.name}[${grid.lead}${inner}]`;
}

export function grids({ model, el }) {
  const root = element("div", "kt-grids", el);
  const line = element("div", "kt-line", el);
  let built = "";
  let views = [];

  function build(grids) {
    const focused = views.flatMap((v) => v.cells).indexOf(document.activeElement) >= 0
      ? document.activeElement.dataset : null;
    root.replaceChildren();
    let group = null, groupName = null;
    views = grids.map((grid, g) => {
      if (grid.join || !group || grid.group !== groupName || !grid.group) {
        // The sign stays with the grid that it stands before when the window is narrow.
        const joined = element("div", "kt-joined", root);
        if (grid.join) element("div", "kt-join", joined).textContent = grid.join;
        group = element("div", "kt-group", joined);
        groupName = grid.group;
        group.heading = element("div", "kt-heading", group);
        group.body = element("div", "kt-panels", group);
      }
      const box = element("div", "kt-grid", group.body);
      const title = element("div", "kt-title", box);
      const note = element("div", "kt-note", box);
      const table = element("div", `kt-cells${grid.small ? " kt-small" : ""}`, box);
      table.setAttribute("role", "grid");
      const headed = grid.rank > 0 && !grid.small;
      const width = grid.small ? "var(--kt-pixel)" : "minmax(var(--kt-cell), max-content)";
      table.style.gridTemplateColumns = `${headed ? "auto " : ""}repeat(${grid.cols}, ${width})`;
      const heads = [];
      if (headed) {
        const top = element("div", "kt-row", table);
        top.setAttribute("role", "row");
        element("div", "kt-head", top);
        for (let c = 0; c < grid.cols; c++) {
          const head = element("div", "kt-head", top);
          head.setAttribute("role", "columnheader");
          heads.push(head);
        }
      }
      const cells = [];
      const sides = [];
      for (let r = 0; r < grid.rows; r++) {
        const row = element("div", "kt-row", table);
        row.setAttribute("role", "row");
        if (headed) {
          const side = element("div", "kt-head kt-side", row);
          side.setAttribute("role", "rowheader");
          sides.push(side);
        }
        for (let c = 0; c < grid.cols; c++) {
          const cell = element("div", "kt-cell", row);
          cell.setAttribute("role", "gridcell");
          cell.dataset.grid = g;
          cell.dataset.cell = cells.length;
          cell.tabIndex = -1;
          cells.push(cell);
        }
      }
      if (cells.length) cells[0].tabIndex = 0;
      return { heading: group.heading, title, note, table, cells, heads, sides, seen: [] };
    });
    if (focused) {
      const view = views[focused.grid];
      const cell = view && view.cells[Math.min(focused.cell, view.cells.length - 1)];
      if (cell) cell.focus({ preventScroll: true });
    }
  }

  function draw() {
    const grids = model.get("grids");
    const wanted = skeleton(grids);
    if (wanted !== built) { build(grids); built = wanted; }
    const [atGrid, atCell] = model.get("cursor");
    grids.forEach((grid, g) => {
      const view = views[g];
      setText(view.heading, grid.group || "");
      setText(view.title, grid.title);
      setText(view.note, grid.note);
      view.table.setAttribute("aria-label", [grid.group, grid.title, grid.note].filter(Boolean).join(". "));
      view.heads.forEach((head, c) => put(head, grid.heads ? grid.heads[c] : c + grid.col0));
      view.sides.forEach((side, r) =>
        put(side, grid.sides ? grid.sides[r] : grid.rank === 1 ? "" : r + grid.row0));
      const lit = new Set(grid.lit), bad = new Set(grid.bad), dim = new Set(grid.dim);
      view.cells.forEach((cell, i) => {
        const state = `${lit.has(i) ? " kt-lit" : ""}${bad.has(i) ? " kt-bad" : ""}` +
          `${dim.has(i) ? " kt-dim" : ""}${grid.text[i].length > 14 ? " kt-words" : ""}${g === atGrid && i === atCell ? " kt-at" : ""}`;
        const level = grid.level[i];
        const key = `${grid.text[i]}|${level}|${grid.scale}|${state}`;
        if (view.seen[i] === key) return;
        view.seen[i] = key;
        const plain = dim.has(i) && !grid.small; // a faded colour would make its number illegible
        const [back, front] = plain || level === null || level === undefined
          ? ["var(--jp-layout-color1, #fff)", "var(--jp-ui-font-color1, #222)"] : colour(level, grid.scale);
        cell.className = `kt-cell${state}`;
        cell.style.background = back;
        cell.style.color = front;
        if (!grid.small) cell.textContent = grid.text[i];
        cell.setAttribute("aria-label", `${cellName(grid, i)} = ${grid.text[i]}` +
          (lit.has(i) ? ", " + model.get("lit_word") : "") + (bad.has(i) ? ", " + model.get("bad_word") : ""));
      });
    });
    say(model.get("cursor"));
    drawn(root);
  }

  function say([g, i]) {
    const grid = model.get("grids")[g];
    const known = grid && i < grid.text.length;
    line.textContent = known ? `${cellName(grid, i)} = ${grid.text[i]}` : "";
  }

  // Move the cursor. Grids that "pick" tell the kernel; the others only show the value.
  function point(cell, focus) {
    const g = Number(cell.dataset.grid), i = Number(cell.dataset.cell);
    const grid = model.get("grids")[g];
    if (focus) {
      views[g].cells.forEach((other) => { if (other.tabIndex === 0) other.tabIndex = -1; });
      cell.tabIndex = 0;
      cell.focus({ preventScroll: true });
    }
    say([g, i]);
    const [oldGrid, oldCell] = model.get("cursor");
    if (grid.pick && (oldGrid !== g || oldCell !== i)) {
      tell(model, "cursor", [g, i]);
    }
  }

  let pointer = [-9, -9];
  // Within a pixel: a click's coordinates are whole numbers, those of a move are not.
  const rests = (event) =>
    Math.abs(event.screenX - pointer[0]) <= 1 && Math.abs(event.screenY - pointer[1]) <= 1;
  root.addEventListener("pointerover", (event) => {
    if (rests(event)) return; // the page moved, not the pointer: the keyboard keeps the cursor
    pointer = [event.screenX, event.screenY];
    const cell = event.target.closest(".kt-cell");
    if (cell) point(cell, false);
  });
  root.addEventListener("pointerleave", () => say(model.get("cursor")));
  root.addEventListener("click", (event) => {
    pointer = [event.screenX, event.screenY];
    const cell = event.target.closest(".kt-cell");
    if (cell) point(cell, true);
  });
  onKeys(root, (key, event) => {
    const cell = event.target.closest(".kt-cell");
    if (!cell) return false;
    const view = views[cell.dataset.grid];
    const { rows, cols } = model.get("grids")[cell.dataset.grid];
    const i = Number(cell.dataset.cell), row = Math.floor(i / cols), col = i % cols;
    const to = {
      ArrowRight: [row, col + 1], ArrowLeft: [row, col - 1],
      ArrowDown: [row + 1, col], ArrowUp: [row - 1, col],
      Home: [row, 0], End: [row, cols - 1],
    }[key];
    if (!to) return false;
    const r = Math.min(rows - 1, Math.max(0, to[0])), c = Math.min(cols - 1, Math.max(0, to[1]));
    point(view.cells[r * cols + c], true);
    return true;
  });

  model.on("change:grids", draw);
  model.on("change:cursor", () => draw());
  draw();
  return () => model.off(null, null, null);
}
