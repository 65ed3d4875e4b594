// What the views share. All files of this folder are one module, this one first.

const DIVERGING = [[166, 84, 0], [230, 145, 56], [253, 211, 160], [247, 247, 247],
                   [170, 208, 240], [74, 144, 208], [8, 76, 150]];
const SCALES = {
  // cividis, made for colour-blind readers
  sequential: [[0, 34, 78], [26, 56, 111], [67, 78, 108], [97, 101, 111], [125, 124, 120],
               [155, 148, 118], [188, 174, 108], [222, 201, 88], [254, 232, 56]],
  // orange, white, blue: values below and above zero
  diverging: DIVERGING,
};

// The colour at a level in 0…1, and one that can be read on it.
function colour(level, scale) {
  const anchors = SCALES[scale] || SCALES.sequential;
  const place = Math.min(1, Math.max(0, level)) * (anchors.length - 1);
  const low = Math.min(Math.floor(place), anchors.length - 2);
  const part = place - low;
  const [r, g, b] = anchors[low].map((v, i) => Math.round(v + part * (anchors[low + 1][i] - v)));
  const bright = 0.299 * r + 0.587 * g + 0.114 * b;
  return [`rgb(${r}, ${g}, ${b})`, bright > 140 ? "#111" : "#fff"];
}

function element(tag, name, parent) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (parent) parent.append(node);
  return node;
}

const SPACE = "http://www.w3.org/2000/svg";

function shape(tag, attributes, parent) {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (parent) parent.append(node);
  return node;
}

const put = (node, text) => {
  if (node.textContent !== String(text)) node.textContent = text;
};

// The same, for a line that takes no room while it is empty.
const setText = (node, text) => {
  put(node, text);
  node.hidden = text === "";
};

// About `count` round numbers from low to high.
function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const found = [];
  for (let n = Math.ceil(low / step); n * step <= high + step * 1e-9; n++) found.push(n * step);
  return found;
}

const written = (value) => String(Number(value.toPrecision(6))).replace("-", "−");

// Tell Python what was done, once for what is wanted last: ipywidgets sends one message at a time.
function tell(model, name, value) {
  model.set(name, value);
  model.save_changes();
}

// Call `act(name of the key, event)` for keys that are a view's own: it says whether it used it.
function onKeys(node, act) {
  node.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!act(event.key, event)) return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab would move to another cell
  });
}

// Counted, so that each drawing can be waited for.
const drawn = (node) => {
  node.dataset.drawn = String(Number(node.dataset.drawn || 0) + 1);
};
