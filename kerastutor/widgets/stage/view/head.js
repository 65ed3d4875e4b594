// A card's head: its title, and at the right Reset, Code and ?.

export function head({ model, el, words }) {
  const box = element("div", "kt-head-line", el);
  const title = element("h3", "kt-card-title", box);
  const tools = element("div", "kt-tools", box);
  const under = element("div", "kt-sheet", el);
  under.hidden = true;
  let open = "";
  const show = (what, text) => {
    open = open === what && what !== "again" ? "" : what;
    under.hidden = !open;
    under.replaceChildren();
    for (const [name, node] of Object.entries(buttons)) node.setAttribute("aria-expanded", name === open);
    if (!open) return;
    const body = element("pre", what === "keys" ? "kt-keys" : "kt-code", under);
    body.textContent = text;
    if (what !== "code") return;
    const copy = element("button", "kt-tool kt-copy", under);
    copy.type = "button";
    copy.textContent = words.copy;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
      } catch { // no permission, or no https: select, copy
        const range = document.createRange();
        range.selectNodeContents(body);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        document.execCommand("copy");
      }
      copy.textContent = words.copied;
    });
  };
  const button = (name, text, tip, act) => {
    const node = element("button", "kt-tool", tools);
    node.type = "button";
    node.textContent = text;
    node.title = tip;
    node.setAttribute("aria-label", tip);
    node.addEventListener("click", act);
    return node;
  };
  const buttons = {
    reset: button("reset", words.reset, words.reset_tip, () => model.send({ kind: "reset" })),
    code: button("code", words.code, words.code_tip, () => {
      if (open === "code") show("code");
      else model.send({ kind: "code" });
    }),
    keys: button("keys", "?", words.keys_tip, () => show("keys", model.get("help"))),
  };
  const cover = element("button", "kt-tool kt-main kt-show", el);
  cover.type = "button";
  cover.textContent = words.show;
  cover.title = words.show_tip;
  cover.addEventListener("click", () => model.send({ kind: "show" }));
  const draw = () => {
    const was = cover.hidden === false && el.isConnected;
    const held = document.activeElement === cover;
    tools.hidden = !model.get("tools");
    cover.hidden = model.get("tools");
    if (was && cover.hidden) { // the focus stays in the card, and all of it comes into view
      if (held) buttons.reset.focus();
      setTimeout(() => el.closest(".kt-explorer")?.scrollIntoView({ block: "nearest" }), 250);
    }
    title.textContent = model.get("title");
    title.hidden = !model.get("title");
  };
  model.on("change:title change:tools", draw);
  model.on("msg:custom", (message) => {
    if (message.kind === "code") { open = ""; show("code", message.text); }
  });
  draw();
}
