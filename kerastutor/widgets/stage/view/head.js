// A card's head: its title, and at the right Reset, Code and ?.

// The whole card, as often as it grows until all of it is drawn, and the question above it if both
// fit: who waits sees the progress. A page that was scrolled by hand stays.
function intoView(card, tries = 400, was, last) {
  if (!card) return;
  const find = (what) => card.querySelector(what), high = card.offsetHeight;
  if (Math.abs(card.getBoundingClientRect().top - was) > 9) return;
  if (high !== last) bring(card);
  else if (find("[data-drawn]") && !find(".kt-work")?.offsetHeight) return;
  if (tries) setTimeout(intoView, 300, card, tries - 1, card.getBoundingClientRect().top, high);
}

function bring(card) {
  const { top, bottom } = card.getBoundingClientRect();
  const asked = [...document.querySelectorAll(".jp-RenderedMarkdown > p:last-of-type")]
    .findLast((p) => card.compareDocumentPosition(p) & Node.DOCUMENT_POSITION_PRECEDING);
  const above = asked?.getBoundingClientRect();
  if (!(top - above?.bottom < 120)) card.scrollIntoView({ block: "nearest" });
  else if (bottom > innerHeight) {
    const on = bottom - above.top > innerHeight ? card : asked;
    on.style.scrollMarginTop = "6px";
    on.scrollIntoView();
  }
}

export function head({ model, el, words }) {
  el.classList.add("kt-card-head");
  const box = element("div", "kt-head-line", el);
  const title = element("h3", "kt-card-title", box);
  keepKeys(el);
  // it can be given the focus, and keys go on to the page
  title.tabIndex = -1;
  const tools = element("div", "kt-tools", box);
  const under = element("div", "kt-sheet", el);
  under.hidden = true;
  let open = "";
  const show = (what, text) => {
    open = open === what && what !== "again" ? "" : what;
    under.hidden = !open;
    under.classList.remove("kt-in-line");
    under.replaceChildren();
    for (const [name, node] of Object.entries(buttons)) node.setAttribute("aria-expanded", name === open);
    if (!open) return;
    const body = element("pre", what === "keys" ? "kt-keys" : "kt-code", under);
    body.textContent = text;
    if (what === "code") addCopy(body, text);
    // Over the picture, where the card is high enough; the picture stays where it is.
    const card = el.closest(".kt-explorer");
    if (!card) return;
    const room = card.getBoundingClientRect().bottom - under.getBoundingClientRect().top;
    under.classList.toggle("kt-in-line", under.offsetHeight > room);
  };
  const addCopy = (body, text) => {
    const copy = element("button", "kt-tool kt-copy", under);
    copy.type = "button";
    copy.textContent = words.copy;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        // no permission, or no https: select, copy
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
    if (text.length < 2) node.setAttribute("aria-label", tip); // else the text is its name
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
  el.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    buttons[open].focus();
    show(open);
  });
  const cover = element("button", "kt-tool kt-main kt-show", el);
  cover.type = "button";
  cover.textContent = words.show;
  cover.title = words.show_tip;
  cover.addEventListener("click", () => { // it may take a second: one press is enough, and is seen
    if (cover.ariaBusy) return;
    cover.ariaBusy = "true";
    cover.textContent = words.showing;
    model.send({ kind: "show" });
  });
  const draw = () => {
    const was = cover.hidden === false && el.isConnected;
    const held = document.activeElement === cover;
    tools.hidden = !model.get("tools");
    cover.hidden = model.get("tools");
    if (was && cover.hidden) { // the focus stays in the card, and all of it comes into view
      // Space scrolls, and presses nothing
      if (held) title.focus({ preventScroll: true });
      intoView(el.closest(".kt-explorer"));
    }
    title.textContent = model.get("title");
    title.hidden = !model.get("title");
  };
  model.on("change:title change:tools", draw);
  model.on("msg:custom", (message) => {
    if (message.kind === "stale") { // what an open sheet shows is the code of before
      if (open === "code") model.send({ kind: "code", again: true });
    } else if (message.kind === "code" && (open === "code" || !message.again)) {
      open = "";
      show("code", message.text);
    }
  });
  draw();
}
