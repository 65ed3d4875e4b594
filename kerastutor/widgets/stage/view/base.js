// What the views share. All files of this folder are one module, this one first; PALETTE, from
// palette.json, stands before it.

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const STEPS = 255; // a byte for each colour is all that an eye can tell
const RAMPS = Object.fromEntries(Object.entries(PALETTE.scales).map(([name, anchors]) => {
  const stops = anchors.map(rgb);
  return [name, Array.from({ length: STEPS + 1 }, (_, n) => {
    const place = (n / STEPS) * (stops.length - 1);
    const low = Math.min(Math.floor(place), stops.length - 2);
    return stops[low].map((v, i) => Math.round(v + (place - low) * (stops[low + 1][i] - v)));
  })];
}));
// Is white or black better read on it? Either way the contrast is at least 4.5 : 1.
const dark = (c) => {
  const [r, g, b] = c.map((v) => (v <= 10 ? v / 3294 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.179;
};
const CSS_RAMPS = Object.fromEntries(Object.entries(RAMPS).map(([name, ramp]) =>
  [name, ramp.map((c) => [`rgb(${c})`, dark(c) ? "#fff" : "#000"])]));
const at255 = (level) => Math.round(Math.min(1, Math.max(0, level)) * STEPS);

// The colour at a level in 0…1, and one that can be read on it.
const colour = (level, scale) => (CSS_RAMPS[scale] || CSS_RAMPS.sequential)[at255(level)];
// The colour of a word or a label: no scale, so that 8 is not more than 4.
const category = (n) => {
  const many = PALETTE.categorical.length, c = PALETTE.categorical[((n % many) + many) % many];
  return [c, dark(rgb(c)) ? "#fff" : "#000"];
};

function element(tag, name, parent) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (parent) parent.append(node);
  return node;
}

const SPACE = "http://www.w3.org/2000/svg";

function shape(tag, attributes, parent) {
  const node = document.createElementNS(SPACE, tag);
  set(node, attributes);
  if (parent) parent.append(node);
  return node;
}

const set = (node, attributes) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
  }
};

// The text node stays, where there is one: a new one would have to be styled and laid out anew.
const put = (node, text) => {
  const own = node.firstChild, words = String(text);
  if (own && own === node.lastChild && own.nodeType === Node.TEXT_NODE && words) {
    if (own.data !== words) own.data = words;
  } else if (node.textContent !== words) node.textContent = words;
};

// The same, for a line that takes no room while it is empty.
const setText = (node, text) => {
  put(node, text || "");
  node.hidden = !text;
};

// An array as Python sent it.
const KINDS = { f4: Float32Array, i4: Int32Array, u1: Uint8Array };
function array(sent) {
  if (!sent) return [];
  const { buffer, byteOffset, byteLength } = sent.data;
  return new KINDS[sent.dtype](buffer.slice(byteOffset, byteOffset + byteLength));
}

// Have two arrays the same numbers? Each message brings all of them again.
const same = (a, b) => a.length === b.length && a.every((value, n) => Object.is(value, b[n]));

// About `count` round numbers from low to high.
function ticks(low, high, count) {
  const rough = (high - low) / count;
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const found = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n++) found.push(n * step);
  return found;
}

const written = (exact) => {
  const value = Number(exact.toPrecision(6)); // 0.000999999999 is 0.001
  const small = value !== 0 && Math.abs(value) < 1e-3; // nobody counts the zeros of 0.000001
  const text = small || Math.abs(value) >= 1e6 ? value.toExponential() : String(value);
  return text.replace("e+", "e").replaceAll("-", "−");
};

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

// JupyterLab takes a key that is pressed in an output for its own: x would cut the cell. What stays
// its own: keys with Ctrl, Alt or Cmd, Shift + Enter, Escape and Tab.
function keepKeys(node) {
  node.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.shiftKey && event.key === "Enter") || event.key === "Escape" || event.key === "Tab") return;
    event.stopPropagation();
  });
}

// Arrow keys, Home and End as a move in rows and columns; undefined for other keys.
const moveOf = (key) => ({
  ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0],
  Home: [0, -Infinity], End: [0, Infinity],
})[key];
const inside = (at, count) => Math.max(0, Math.min(count - 1, at));

// Transitions: at most 300 ms, after the first paint, and none where motion is not wanted.
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const calm = () => stillness.matches;
function glide(node, dx, dy, more = {}) {
  if (calm() || (!more.opacity && Math.abs(dx) + Math.abs(dy) < 1)) return;
  const { delay = 0, ...from } = more;
  node.animate([{ transform: `translate(${dx}px, ${dy}px)`, zIndex: 5, ...from }, {}],
               { duration: 300 - delay, delay, easing: "ease-in-out", fill: "backwards" });
}

// Counted, so that each drawing can be waited for.
const drawn = (node) => {
  node.dataset.drawn = String(Number(node.dataset.drawn || 0) + 1);
};
