// A prediction is a card: the question, its choices or a field, Commit; then what was said, and why.

// Text whose `code` stands between backticks. It is only ever text, never HTML.
function putCode(node, text) {
  node.replaceChildren(...text.split(/`([^`]+)`/).map((part, i) => {
    if (i % 2 === 0) return document.createTextNode(part);
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  }));
}

export function predict({ model, el, words }) {
  const options = model.get("options");
  const done = () => model.get("verdict") !== "";
  const card = element("div", "kt-prediction", el);
  const question = element("p", "kt-question", card);
  element("b", "", question).textContent = `${words.predict} `;
  const asked = element("span", "", question);
  putCode(asked, model.get("question"));

  const row = element("div", "kt-answering", card);
  const field = options.length ? null : fieldOf();
  const chips = options.length ? choicesOf() : [];
  const button = element("button", "kt-commit", row);
  button.type = "button";
  button.textContent = words.commit;
  button.title = words.then;
  button.addEventListener("click", commit);

  const lines = element("div", "kt-feedback", card);
  lines.setAttribute("aria-live", "polite");
  lines.tabIndex = -1;
  const [verdict, thought, why] =
    ["kt-verdict", "kt-thought", "kt-why"].map((name) => element("p", name, lines));

  // What is said goes along: a change of the model on its way could come later.
  function commit() {
    if (!done()) model.send({ kind: "commit", said: model.get("said") });
  }

  function fieldOf() {
    const box = element("span", "kt-said", row);
    const field = element("input", "", box);
    element("span", "kt-tick", box).setAttribute("aria-hidden", "true");
    field.type = "text";
    field.placeholder = words.yours;
    field.setAttribute("aria-label", asked.textContent);
    for (const name of ["autocomplete", "autocapitalize", "autocorrect"]) field.setAttribute(name, "off");
    field.spellcheck = false;
    field.addEventListener("input", () => { if (!done()) tell(model, "said", field.value); draw(); });
    onKeys(field, (key, event) => {
      if (key !== "Enter" || event.isComposing) return false;
      commit();
      return true;
    });
    return field;
  }

  function choicesOf() {
    const group = element("div", "kt-choices", row);
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-label", asked.textContent);
    const chips = options.map(([kept, shown]) => {
      const chip = element("button", "kt-choice", group);
      chip.type = "button";
      chip.setAttribute("role", "radio");
      element("span", "kt-tick", chip).setAttribute("aria-hidden", "true");
      putCode(element("span", "", chip), shown);
      element("span", "kt-unseen", chip);
      chip.addEventListener("click", () => choose(kept));
      return chip;
    });
    onKeys(group, (key, event) => {
      const at = chips.indexOf(event.target.closest(".kt-choice"));
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
      if (at < 0 || done()) return false;
      if (key === "Enter" && options[at][0] === model.get("said")) {
        commit();
        return true;
      }
      if (!step) return false;
      const next = (at + step + chips.length) % chips.length;
      choose(options[next][0]);
      chips[next].focus();
      return true;
    });
    return chips;
  }

  function choose(kept) {
    if (done()) return;
    tell(model, "said", kept);
    draw();
  }

  function draw() {
    const said = model.get("said"), result = model.get("verdict");
    card.className = `kt-prediction${result ? ` kt-${result}` : ""}`;
    const chosen = options.findIndex(([kept]) => kept === said);
    chips.forEach((chip, i) => {
      const kept = options[i][0];
      const state = !result ? "" : kept === model.get("right") ? "right" : i === chosen ? "wrong" : "other";
      chip.className = `kt-choice${i === chosen ? " kt-chosen" : ""}${state ? ` kt-${state}` : ""}`;
      chip.setAttribute("aria-checked", String(i === chosen));
      chip.setAttribute("aria-disabled", String(Boolean(result)));
      chip.tabIndex = i === Math.max(chosen, 0) ? 0 : -1;
      put(chip.querySelector(".kt-tick"), { right: "✓", wrong: "✗" }[state] ?? "");
      put(chip.querySelector(".kt-unseen"), words[state] ? `, ${words[state]}` : "");
    });
    if (field) {
      if (field.value !== said) field.value = said;
      field.readOnly = Boolean(result);
      put(field.nextSibling, { right: "✓", wrong: "✗" }[result] ?? "");
    }
    button.setAttribute("aria-disabled", String(said.trim() === ""));
    const focused = document.activeElement === button;
    button.hidden = Boolean(result);
    const [first, second, third] = result ? model.get("feedback") : ["", "", ""];
    [[verdict, first], [thought, second], [why, third]].forEach(([line, text]) => {
      if (line.dataset.text === text) return;
      line.dataset.text = text;
      putCode(line, text);
    });
    if (focused && result) lines.focus({ preventScroll: true }); // the button is gone
  }

  for (const name of ["said", "verdict", "right", "feedback"]) model.on(`change:${name}`, draw);
  draw();
  return () => model.off(null, null, null);
}
