// The explorer's state as a sentence, in an element that stays, so that screen readers announce it.
function render({ model, el }) {
  const line = document.createElement("p");
  line.setAttribute("aria-live", "polite");
  el.append(line);
  const draw = () => {
    const problem = model.get("problem");
    line.setAttribute("role", problem ? "alert" : "status");
    line.className = problem ? "kt-reading kt-problem" : "kt-reading";
    line.textContent = problem || model.get("text");
  };
  model.on("change:text", draw);
  model.on("change:problem", draw);
  draw();
  // JupyterLab reads arrow keys before any widget does; inside an explorer they are the explorer's.
  const guard = () => {
    const explorer = el.closest(".kt-explorer");
    if (explorer) explorer.setAttribute("data-lm-suppress-shortcuts", "true");
    else if (tries-- > 0) requestAnimationFrame(guard);
  };
  let tries = 60;
  guard();
}

export default { render };
