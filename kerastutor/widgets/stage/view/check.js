// A check's verdict is a card: what was said, and the buttons that spare the learner more cells.

const CODE = ["given", "expected", "received", "line"];

export function check({ model, el, words }) {
  const card = element("div", "kt-prediction", el);
  const head = element("div", "kt-head-line", card);
  const verdict = element("p", "kt-verdict", head);
  const tools = element("div", "kt-tools", head);
  const body = element("div", "kt-said-rows", card);
  for (const node of [verdict, body]) node.setAttribute("aria-live", "polite");
  body.tabIndex = -1;
  const button = (kind, text, tip) => {
    const node = element("button", "kt-tool", tools);
    node.type = "button";
    node.textContent = text;
    node.title = tip;
    node.addEventListener("click", () => {
      if (tools.ariaBusy) return;
      if (kind === "check") { // it may take seconds
        tools.ariaBusy = "true";
        node.textContent = words.checking;
      }
      model.send({ kind });
    });
    return node;
  };
  const again = button("check", words.check, words.check_tip);
  const hint = button("hint", "", words.hint_tip);
  const see = button("see", words.see, words.see_tip);

  const draw = () => {
    const [[, , line], ...rows] = model.get("said");
    card.className = `kt-prediction kt-${model.get("state")}`;
    putCode(verdict, line);
    again.hidden = !model.get("name");
    put(hint, model.get("next_hint"));
    if (document.activeElement === hint && !hint.textContent) body.focus({ preventScroll: true });
    hint.hidden = !hint.textContent;
    see.hidden = !model.get("pictured");
    see.setAttribute("aria-expanded", model.get("opened"));
    const hints = model.get("hints").map((text) => ["hint", "", text]);
    body.replaceChildren(...[...rows, ...hints].map(([kind, label, text]) => {
      const row = element("div", `kt-said-row kt-said-${kind}`);
      if (label) element("span", "kt-said-label", row).textContent = label;
      const value = element(CODE.includes(kind) ? "pre" : "p", "", row);
      if (value.tagName === "PRE") {
        value.textContent = text;
        value.classList.toggle("kt-said-lines", text.includes("\n"));
      }
      else putCode(value, text);
      return row;
    }));
  };
  model.on("change:turn", () => {
    tools.ariaBusy = null;
    again.textContent = words.check;
  });
  for (const name of ["state", "said", "hints", "next_hint", "pictured", "opened"]) model.on(`change:${name}`, draw);
  draw();
  return () => model.off(null, null, null);
}
