// The explorer's state as a sentence, in an element that stays, so that screen readers announce it.
function render({ model, el }) {
  const line = document.createElement("p");
  line.setAttribute("aria-live", "polite");
  el.append(line);
  let silent = false; // Python was asked and has not answered
  const cut = () => el.classList.contains("jupyter-widgets-disconnected"); // its kernel is gone
  const draw = () => {
    const problem = silent || cut() ? model.get("silence") : model.get("problem");
    line.setAttribute("role", problem ? "alert" : "status");
    line.className = problem ? "kt-reading kt-problem" : "kt-reading";
    line.textContent = problem || model.get("text");
  };
  model.on("change:text", draw);
  model.on("change:problem", draw);
  draw();
  new MutationObserver(draw).observe(el, { attributes: true, attributeFilter: ["class"] });
  // Who works an explorer is told when its kernel is gone: a saved lesson, a stopped server.
  let waiting, heard = 0;
  const ask = () => {
    if (waiting || Date.now() - heard < 5000) return;
    model.send({ kind: "there?" });
    waiting = setTimeout(() => { waiting = undefined; silent = true; draw(); }, 4000);
  };
  model.on("msg:custom", (message) => {
    if (message.kind !== "here") return;
    clearTimeout(waiting);
    waiting = undefined;
    heard = Date.now();
    if (silent) { silent = false; draw(); }
  });
  // JupyterLab reads arrow keys before any widget does; inside an explorer they are the explorer's.
  const guard = () => {
    const explorer = el.closest(".kt-explorer");
    if (explorer) {
      explorer.setAttribute("data-lm-suppress-shortcuts", "true");
      for (const kind of ["pointerdown", "keydown"]) explorer.addEventListener(kind, ask, true);
    } else if (tries-- > 0) requestAnimationFrame(guard);
  };
  let tries = 60;
  guard();
}

export default { render };
