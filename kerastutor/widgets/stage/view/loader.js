// What every view of kerastutor is made of: a look at the one model that holds the code of all.
// anywidget sends a view's source with each instance; this is all that is sent.
const modules = (globalThis.kerastutorModules ??= {});

function moduleOf(shared) {
  const version = shared.get("version");
  if (!modules[version]) {
    const style = document.createElement("style");
    style.textContent = shared.get("style");
    document.head.append(style);
    const blob = new Blob([shared.get("code")], { type: "text/javascript" });
    modules[version] = import(URL.createObjectURL(blob));
  }
  return modules[version];
}

export default {
  async render({ model, el }) {
    const id = model.get("shared").replace("IPY_MODEL_", "");
    const shared = await model.widget_manager.get_model(id);
    const view = model.get("view"), words = shared.get("words")[view] || {};
    return (await moduleOf(shared))[view]({ model, el, words });
  },
};
