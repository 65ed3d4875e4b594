// Words and numbers: signs, titles, formulas with live numbers, the ends of a scale.

PANELS.sign = () => {
  const el = element("div", "kt-sign");
  return { el, draw: (spec) => { put(el, spec.text); el.classList.toggle("kt-turns", spec.text === "→"); } };
};

PANELS.words = () => {
  const el = element("div", "kt-text");
  const title = element("div", "kt-title", el), note = element("div", "kt-note", el);
  return { el, draw(spec) { setText(title, spec.title); setText(note, spec.note); } };
};

// Parts are updated one by one: a number that changes does not move the others.
PANELS.formula = () => {
  const el = element("div", "kt-formula");
  return {
    el,
    draw(spec) {
      const parts = spec.parts || [];
      while (el.children.length > parts.length) el.lastChild.remove();
      parts.forEach(([text, look], n) => {
        const node = el.children[n] || element("span", "", el);
        put(node, text);
        node.className = (look || "").split(" ").filter(Boolean).map((w) => `kt-${w}-word`).join(" ");
      });
    },
  };
};

PANELS.scale = () => {
  const el = element("div", "kt-scale");
  const low = element("span", "", el), bar = element("span", "kt-bar", el);
  const high = element("span", "", el), note = element("span", "", el);
  return {
    el,
    draw(spec) {
      const [from = "", to = ""] = spec.ends || [];
      put(low, from);
      put(high, to);
      setText(note, spec.note);
      const ramp = PALETTE.scales[spec.name || "sequential"];
      el.hidden = !ramp || from === "";
      if (ramp) bar.style.background = `linear-gradient(90deg, ${ramp})`;
    },
  };
};

// Shapes lined up from the right, a chip for each size.
PANELS.chips = (stage) => {
  const el = element("div", "kt-shapes");
  const title = element("div", "kt-title", el);
  const table = element("div", "kt-chips", el);
  let seen = "";
  return {
    el,
    draw(spec) {
      setText(title, spec.title);
      // Words that change under chips that stay are put in place: a replay changes nothing else.
      const sizes = (spec.rows || []).flatMap((row) => row[1]), under = sizes.map((size) => size[1]).filter(Boolean);
      const kept = sizes.map(([text, words, ...more]) => [text, Boolean(words), ...more]);
      const now = JSON.stringify([(spec.rows || []).map(([name, all]) => [name, all.length]), kept, spec.heads, spec.press, spec.at]);
      if (now === seen) { table.querySelectorAll("small").forEach((node, n) => put(node, under[n])); return; }
      seen = now;
      const pressed = [...table.querySelectorAll("button")].indexOf(document.activeElement);
      table.setAttribute("role", spec.press ? "group" : "table");
      table.replaceChildren();
      table.classList.toggle("kt-wrap", Boolean(spec.wrap));
      const rows = spec.rows || [], columns = Math.max(0, ...rows.map(([, sizes]) => sizes.length));
      table.style.gridTemplateColumns = `auto repeat(${columns}, auto)`;
      table.setAttribute("aria-label", spec.title || "");
      const line = (name, look) => {
        const row = element("div", "kt-row", table);
        if (!spec.press) row.setAttribute("role", "row");
        const head = element("div", look, row);
        if (!spec.press) head.setAttribute("role", "rowheader");
        head.textContent = name;
        return row;
      };
      if (spec.heads?.length) {
        const row = line("", "kt-head");
        for (const text of spec.heads) {
          const head = element("div", "kt-head", row);
          head.setAttribute("role", "columnheader");
          head.textContent = text;
        }
      }
      let count = 0;
      for (const [name, sizes] of rows) {
        const row = line(name, "kt-chip-name");
        for (const [text, words, look, role] of sizes) {
          const n = count++, at = n === spec.at;
          const name = `kt-chip${look ? ` kt-chip-${look}` : ""}${at ? " kt-chip-at" : ""}`;
          const chip = element(spec.press ? "button" : "div", name, row);
          if (!spec.press) chip.setAttribute("role", "cell");
          else {
            chip.type = "button";
            chip.setAttribute("aria-pressed", at);
            chip.addEventListener("click", () => stage.ask(spec.id, n));
          }
          chip.textContent = text;
          if (role) chip.style.color = paintOf(role);
          if (words) element("small", "", chip).textContent = words;
        }
      }
      table.querySelectorAll("button")[pressed]?.focus({ preventScroll: true });
    },
  };
};
