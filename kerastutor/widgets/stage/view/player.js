// Play, pause, step: the next picture is asked for when the last one is there, so nothing queues up.

export function player({ model, el, words }) {
  const box = element("div", "kt-player", el);
  keepKeys(el);
  box.setAttribute("role", "group");
  const button = (text, tip) => {
    const node = element("button", "kt-tool", box);
    node.type = "button";
    node.textContent = text;
    node.title = tip;
    node.setAttribute("aria-label", tip);
    return node;
  };
  const back = button("◀ " + words.step, words.back);
  const play = button("", words.play);
  play.classList.add("kt-main");
  const next = button(words.step + " ▶", words.next);
  const slider = element("input", "kt-range", box);
  slider.type = "range";
  slider.setAttribute("aria-label", model.get("label"));
  const speed = element("select", "kt-speed", box);
  speed.setAttribute("aria-label", words.speed);
  for (const [text, times] of [["½ ×", 0.5], ["1 ×", 1], ["2 ×", 2], ["4 ×", 4]]) {
    element("option", "", speed).textContent = text;
    speed.lastChild.value = times;
  }
  speed.value = "1";
  const note = element("span", "kt-note", box);
  note.setAttribute("aria-live", "off");

  let playing = false, timer, waiting = false, asked = 0, mine = null;
  const value = () => model.get("value"), most = () => model.get("max");
  const go = (to) => {
    const at = Math.max(0, Math.min(most(), to));
    if (at === value()) return;
    waiting = true;
    mine = at;
    asked = performance.now();
    tell(model, "value", at);
  };
  const draw = () => {
    slider.max = most();
    slider.value = value();
    slider.disabled = most() < 1;
    put(note, model.get("note"));
    put(play, playing ? "❚❚ " + words.pause : "▶ " + words.play);
    back.disabled = value() <= 0 || most() < 1;
    next.disabled = value() >= most();
    play.disabled = most() < 1;
  };
  const stop = () => { playing = false; clearTimeout(timer); draw(); };
  const tick = () => {
    if (!playing) return;
    // The kernel answers each value by a new note or an echo; one that is busy is waited for.
    if (waiting && performance.now() - asked < 3000) { timer = setTimeout(tick, 8); return; }
    if (value() >= most()) { stop(); return; }
    go(value() + 1);
    timer = setTimeout(tick, model.get("pace") / Number(speed.value));
  };
  play.addEventListener("click", () => {
    if (playing) { stop(); return; }
    playing = true;
    if (value() >= most()) go(0);
    draw();
    timer = setTimeout(tick, 60);
  });
  back.addEventListener("click", () => { stop(); go(value() - 1); });
  next.addEventListener("click", () => { stop(); go(value() + 1); });
  slider.addEventListener("input", () => { playing = false; clearTimeout(timer); go(Number(slider.value)); });
  model.on("change:done", () => {
    waiting = false;
    // A picture that took longer than its time is followed by the next one at once.
    if (playing && performance.now() - asked >= model.get("pace") / Number(speed.value)) { clearTimeout(timer); tick(); }
  });
  model.on("change:value", () => { // moved by something else, such as Reset: the play is over
    if (playing && value() !== mine) stop();
  });
  model.on("change:value change:max change:note", draw);
  draw();
  return () => clearTimeout(timer);
}
