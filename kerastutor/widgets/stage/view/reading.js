// The explorer's state as a sentence, in an element that stays, so that screen readers announce it;
// what is wrong with something that was typed, under its field; and whether Python is still there.

const PATIENCE = 3000; // milliseconds that Python has to answer
const OURS = "data-lm-suppress-shortcuts"; // keys that JupyterLab leaves to us

// All but saving: that is JupyterLab's everywhere.
addEventListener("keydown", (event) => {
  const saves = event.key === "s" && (event.ctrlKey || event.metaKey);
  event.target.closest?.(".kt-explorer")?.toggleAttribute(OURS, !saves);
}, true);

export function reading({ model, el, words }) {
  const line = element("p", "kt-reading", el);
  line.setAttribute("aria-live", "polite");
  let wrong, silent = false; // Python was asked and has not answered
  // Its kernel is gone. What a check said stays true: there one is told when a button is pressed.
  const cut = () => el.classList.contains("jupyter-widgets-disconnected") && !el.closest(".kt-check");
  const under = element("p", "kt-problem kt-refused"); // its field
  under.setAttribute("role", "alert");
  const draw = () => {
    const lost = silent || cut(), explorer = el.closest(".kt-explorer");
    let problem = lost ? words.silence : model.get("problem");
    const typed = problem && !lost && explorer && model.get("field");
    const field = typed && explorer.querySelector(`.kt-in-${typed}`);
    if (wrong && wrong !== field) wrong.querySelector("input").removeAttribute("aria-invalid");
    wrong = field;
    if (field) {
      field.querySelector("input").setAttribute("aria-invalid", "true");
      const row = field.closest(".kt-controls > *") || field;
      let last = row; // of those that stand beside it
      const end = row.offsetTop + row.offsetHeight;
      while (last.nextElementSibling && last.nextElementSibling.offsetTop < end) last = last.nextElementSibling;
      if (last !== under) last.after(under);
      const left = field.getBoundingClientRect().left - under.getBoundingClientRect().left;
      under.style.paddingLeft = `${Math.max(0, Math.min(left, under.offsetWidth - 320))}px`;
      put(under, problem);
      problem = "";
    } else under.remove();
    line.setAttribute("role", problem ? "alert" : "status");
    line.className = problem ? "kt-reading kt-problem" : "kt-reading";
    line.classList.toggle("kt-calm", model.get("calm") && !lost);
    line.textContent = problem || model.get("text");
    if (explorer) explorer.classList.toggle("kt-stale", lost || model.get("stale"));
  };
  for (const name of ["text", "problem", "stale", "field", "calm"]) model.on(`change:${name}`, draw);
  draw();
  new MutationObserver(draw).observe(el, { attributes: true, attributeFilter: ["class"] });

  let waiting, heard = 0;
  const ask = () => {
    if (waiting) return;
    waiting = setTimeout(() => { waiting = undefined; silent = true; draw(); }, PATIENCE);
    model.send({ kind: "there?" });
  };
  model.on("msg:custom", (message) => {
    if (message.kind !== "here") return;
    clearTimeout(waiting);
    waiting = undefined;
    heard = Date.now();
    if (silent) { silent = false; draw(); }
  });
  // A kernel that was restarted has forgotten the explorer: its models are no longer live.
  model.on("comm_live_update", () => { if (!el.closest(".kt-check")) ask(); });

  // JupyterLab reads arrow keys before any widget does; inside an explorer they are the explorer's.
  const worked = () => { if (Date.now() - heard > 5000) ask(); };
  const guard = () => {
    const explorer = el.closest(".kt-explorer");
    if (explorer) {
      explorer.setAttribute(OURS, "");
      for (const kind of ["pointerdown", "keydown"]) explorer.addEventListener(kind, worked, true);
    } else if (tries-- > 0) requestAnimationFrame(guard);
  };
  let tries = 60;
  guard();
}
