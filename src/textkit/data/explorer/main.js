// The address after # says which view is shown; going back and forth works as anywhere.
const COLOURS = ["#3A6FA5", "#BB5566", "#DDAA33", "#44AA99", "#88BBDD", "#882255", "#8A8A8A", "#77772A"];
const SYMBOLS = ["circle", "diamond", "rect", "triangle", "roundRect", "pin", "arrow"];
const Views = {};
const VIEWS = ["overview", "themes", "targets", "keyness", "search"];

function go(state) {
  const next = new URLSearchParams(Object.entries(state).filter(([, value]) => value !== undefined && value !== null && value !== ""));
  if (location.hash === `#${next}`) render(); else location.hash = String(next);
}

async function render() {
  const state = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const view = Object.hasOwn(Views, state.view ?? "") ? state.view : "overview", say = Words.say;
  document.documentElement.lang = Words.lang === "zh" ? "zh-CN" : "en";
  document.getElementById("title").textContent = Store.shared.title;
  document.getElementById("language").textContent = say("language");
  const list = VIEWS.map((name) => Dom.make("li", {}, Dom.make("a", { href: `#view=${name}`, "aria-current": name === view ? "page" : undefined }, say(name))));
  const nav = document.getElementById("views");
  nav.setAttribute("aria-label", say("views"));
  nav.replaceChildren(Dom.make("ul", {}, ...list));
  Dom.tell("");
  document.body.dataset.busy = "1";
  await Views[view](state);
  delete document.body.dataset.busy;
  if (view === "document" ? state.passage === undefined : view !== "search" && state.theme === undefined && state.term === undefined) window.scrollTo(0, 0);
}
