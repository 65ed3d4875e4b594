// A grid of real cells: an array, with its numbers.

function cellName(grid, index) {
  if (grid.names) return grid.names[index]; // a table's cells have no index
  const row = Math.floor(index / grid.cols) + (grid.row0 || 0);
  const col = (index % grid.cols) + (grid.col0 || 0);
  if (grid.look === "table") return `${grid.sides[row]}, ${grid.heads[col]}`; // rows and columns have names
  const rank = grid.rank ?? 2;
  const inner = rank === 0 ? "" : rank === 1 ? `${col}` : `${row}, ${col}`;
  return rank === 0 ? grid.name : `${grid.name}[${grid.lead || ""}${inner}${grid.tail || ""}]`;
}

// Where the pointer was moved to last, on the whole page.
let resting = [-9, -9];
addEventListener("pointermove", (event) => { resting = [event.screenX, event.screenY]; },
                 { capture: true, passive: true });

const MARKED = ["lit", "bad", "dim", "ghost", "line", "blank"], NONE = [];

PANELS.grid = (stage) => {
  const el = element("div", "kt-grid");
  const title = element("div", "kt-title", el);
  const note = element("div", "kt-note", el);
  const table = element("div", "kt-cells", el);
  table.setAttribute("role", "grid");
  const block = element("div", "kt-block");
  block.setAttribute("aria-hidden", "true");
  let grid = null, number = 0, built = "", cells = [], heads = [], sides = [], seen = [];
  let keys = [];
  let wide = [], widened = null; // characters of the widest number so far of each column

  // Columns are as wide as their widest number so far: nothing moves about while numbers change.
  // Words take the room that they need.
  const widen = () => {
    const words = grid.look === "named" || grid.text.some((text) => text.length > 14 || text.includes("\n"));
    let grown = words !== widened;
    grid.text.forEach((text, i) => {
      const c = i % grid.cols, long = Math.max(text.length, grid.wide || 0);
      if (long > wide[c]) { wide[c] = long; grown = true; }
    });
    if (!grown) return;
    widened = words;
    const track = (count) => `max(var(--kt-cell), var(--kt-part) * (${count}ch + 0.7em))`;
    table.style.gridTemplateColumns = `${(grid.rank ?? 2) > 0 ? "auto " : ""}${words
      ? `repeat(${grid.cols}, minmax(var(--kt-cell), max-content))` : wide.map(track).join(" ")}`;
  };

  const build = () => {
    const focused = cells.indexOf(document.activeElement);
    table.replaceChildren();
    cells = []; heads = []; sides = []; seen = [];
    const { rows = 1, cols = 1, rank = 2 } = grid;
    const headed = rank > 0;
    table.className = `kt-cells${grid.look ? ` kt-${grid.look}` : ""}`;
    wide = Array(cols).fill(0);
    widened = null;
    if (headed) {
      const top = element("div", "kt-row", table);
      top.setAttribute("role", "row");
      element("div", "kt-head", top);
      for (let c = 0; c < cols; c++) {
        heads.push(element("div", "kt-head", top));
        heads[c].setAttribute("role", "columnheader");
      }
    }
    for (let r = 0; r < rows; r++) {
      const row = element("div", "kt-row", table);
      row.setAttribute("role", "row");
      if (headed) {
        sides.push(element("div", "kt-head kt-side-head", row));
        sides[r].setAttribute("role", "rowheader");
      }
      for (let c = 0; c < cols; c++) {
        const cell = element("div", "kt-cell", row);
        cell.setAttribute("role", "gridcell");
        cell.tabIndex = cells.length ? -1 : 0;
        cells.push(cell);
      }
    }
    if (focused >= 0 && cells.length) {
      cells[Math.min(focused, cells.length - 1)].focus({ preventScroll: true });
    }
  };

  // Framed cells that are the whole grid, or a block of a picture, have one frame round them.
  const frame = (lit) => {
    const rows = lit.map((i) => Math.floor(i / grid.cols)), cols = lit.map((i) => i % grid.cols);
    const [top, left] = [Math.min(...rows), Math.min(...cols)];
    const [high, wide] = [Math.max(...rows) - top + 1, Math.max(...cols) - left + 1];
    const one = lit.length > 1 && lit.length === high * wide &&
      (grid.look === "pixels" || lit.length === cells.length);
    block.hidden = !one;
    if (!one) return false;
    const headed = (grid.rank ?? 2) > 0 ? 2 : 1;
    block.style.gridArea = `${top + headed} / ${left + headed} / span ${high} / span ${wide}`;
    if (block.parentNode !== table) table.append(block);
    return true;
  };

  const draw = (spec) => {
    grid = { rows: 1, cols: 1, row0: 0, col0: 0, text: [], scale: "sequential", ...spec };
    number = stage.grids++;
    const wanted = JSON.stringify([grid.rows, grid.cols, grid.rank, grid.look]);
    if (wanted !== built) { built = wanted; build(); }
    widen();
    setText(title, grid.title);
    setText(note, grid.note);
    table.setAttribute("aria-label", [grid.title, grid.note].filter(Boolean).join(". ") || grid.name);
    heads.forEach((head, c) => put(head, grid.heads ? grid.heads[c] : c + grid.col0));
    sides.forEach((side, r) =>
      put(side, grid.sides ? grid.sides[r] : grid.rank === 1 ? "" : r + grid.row0));
    const levels = array(grid.level);
    keys = array(grid.keys);
    if (keys.length) stage.moving(panel);
    const marks = new Map(); // of the few cells that have any
    for (const name of MARKED) {
      for (const i of grid[name] || []) marks.set(i, [...(marks.get(i) || []), name]);
    }
    const [atGrid, atCell] = stage.model.get("cursor");
    const around = frame(grid.lit || []);
    table.classList.toggle("kt-many", (grid.bad || []).length > 8); // a sign at each would hide the numbers
    const rest = `${grid.scale}|${grid.name}|${grid.row0}|${grid.col0}|${grid.lead}|${grid.tail}|${Boolean(around)}`;
    cells.forEach((cell, i) => {
      const level = levels[i], text = grid.text[i];
      const marked = marks.get(i) || NONE;
      const here = number === atGrid && i === atCell;
      const key = `${text}|${level}|${marked}|${here}|${rest}`;
      if (seen[i] === key) return;
      seen[i] = key;
      const has = (name) => marked.includes(name);
      const faded = has("dim"); // a faded colour makes its number illegible
      const [back, front] = level !== level || level === undefined || faded
        ? ["", "var(--kt-ink)"] : grid.scale === "categorical" ? category(level) : colour(level, grid.scale);
      const part = has("ghost") ? 24 : has("dim") ? 30 : 0; // pale
      const name = `kt-cell${around && has("lit") ? " kt-in-block" : ""}` +
        marked.map((name) => ` kt-${name === "line" ? "thin" : name}`).join("") +
        `${back ? "" : " kt-plain"}${text.length > 14 ? " kt-words" : ""}${here ? " kt-at" : ""}`;
      if (cell.className !== name) cell.className = name;
      cell.style.backgroundColor = part && back ? `color-mix(in srgb, ${back} ${part}%, var(--kt-paper))` : back;
      cell.style.color = part ? "var(--kt-soft)" : front;
      put(cell, text);
      const said = marked.filter((name) => name !== "blank").map(stage.word).filter(Boolean);
      cell.setAttribute("aria-label", [spoken(i), ...said].join(", "));
    });
    if (number === atGrid && atCell < cells.length) say(atCell);
  };
  // An empty cell keeps its text, unseen, so that its column is as wide as it will be.
  const spoken = (i) => grid.blank?.includes(i)
    || grid.text[i] === "" ? `${cellName(grid, i)}: ${stage.word("blank")}`
    : `${cellName(grid, i)} = ${grid.text[i]}`;
  const say = (i) => stage.say(spoken(i));

  // Move the cursor. Grids that "pick" tell the kernel; the others only show the value.
  const point = (i, focus) => {
    if (focus) {
      for (const other of cells) if (other.tabIndex === 0) other.tabIndex = -1;
      cells[i].tabIndex = 0;
      cells[i].focus({ preventScroll: true });
    }
    say(i);
    const [oldGrid, oldCell] = stage.model.get("cursor");
    if (grid.pick && (oldGrid !== number || oldCell !== i)) tell(stage.model, "cursor", [number, i]);
  };
  const of = (event) => cells.indexOf(event.target.closest?.(".kt-cell"));

  let pointer = resting; // what appears under a pointer that rests is not pointed at
  // Within a pixel: a click's coordinates are whole numbers, those of a move are not.
  const rests = (event) =>
    Math.abs(event.screenX - pointer[0]) <= 1 && Math.abs(event.screenY - pointer[1]) <= 1;
  table.addEventListener("pointerover", (event) => {
    if (rests(event)) return; // the page moved, not the pointer: the keyboard keeps the cursor
    pointer = [event.screenX, event.screenY];
    if (of(event) >= 0) point(of(event), false);
  });
  table.addEventListener("click", (event) => {
    pointer = [event.screenX, event.screenY];
    if (of(event) >= 0) point(of(event), true);
  });
  onKeys(table, (key, event) => {
    const i = of(event), move = moveOf(key);
    if (i < 0 || !move) return false;
    const row = Math.floor(i / grid.cols) + move[0], col = (i % grid.cols) + move[1];
    const r = inside(row, grid.rows), c = inside(col, grid.cols);
    const [rows, cols] = grid.whole || [grid.rows, grid.cols];
    const beyond = [row, col].some((at, axis) => Number.isFinite(at) && at !== [r, c][axis] &&
      at + [grid.row0, grid.col0][axis] >= 0 && at + [grid.row0, grid.col0][axis] < [rows, cols][axis]);
    // At the edge of what is drawn, there is more: the part moves on.
    if (beyond) stage.ask("beyond", [number, ...move]);
    else point(r * grid.cols + c, true);
    return true;
  });

  const panel = {
    el, draw,
    id: () => grid.id || grid.name,
    places: (home) => {
      const found = new Map();
      keys.forEach((key, i) => {
        if (key < 0) return;
        const box = cells[i].getBoundingClientRect();
        found.set(key, [box.left - home.left, box.top - home.top]);
      });
      return found;
    },
    // [cell, dx, dy] of each cell that is not where its key was; a new one comes from the cell that
    // it copies, or from the panel that it comes from.
    flights: (before, now) => {
      const found = [];
      const own = before.get(panel.id()), from = now.get(grid.origin), here = now.get(panel.id());
      const copies = array(grid.copies);
      keys.forEach((key, i) => {
        if (key < 0) return;
        const copied = copies[i] >= 0 && copies[i] !== i ? here.get(keys[copies[i]]) : null;
        const old = own?.get(key) || copied || from?.get(key);
        if (!old) return;
        const at = here.get(key); // measured before: a look at the page between two flights is dear
        if (Math.abs(old[0] - at[0]) + Math.abs(old[1] - at[1]) >= 1) {
          found.push([cells[i], old[0] - at[0], old[1] - at[1]]);
        }
      });
      return found;
    },
  };
  return panel;
};
