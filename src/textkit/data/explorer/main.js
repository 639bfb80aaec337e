// The address after # says which view is shown; going back and forth works as anywhere.
const COLOURS = ["#3A6FA5", "#BB5566", "#DDAA33", "#44AA99", "#88BBDD", "#882255", "#8A8A8A", "#77772A"];
const SYMBOLS = ["circle", "diamond", "rect", "triangle", "roundRect", "pin", "arrow"];
const Views = {};
// A colour of the figures, which are on white, so that it is also seen on black.
const seen = (colour) => {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const dim = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] < 100;
  if (!dim || !matchMedia("(prefers-color-scheme: dark)").matches) return colour;
  return `rgb(${parts.map((part) => Math.round(part + 0.45 * (255 - part))).join(",")})`;
};
const VIEWS = ["overview", "themes", "targets", "keyness", "search"];

const left_at = new Map(); // how far down each address was when it was left
let shown = "", returning = false;

const address = (state) => `#${new URLSearchParams(Object.entries(state).filter(([, value]) => value !== undefined && value !== null && value !== ""))}`;

function go(state) {
  left_at.set(location.hash, scrollY);
  if (location.hash === address(state)) render(); else location.hash = address(state);
}

function goBack() {
  returning = true;
  history.back();
}

// Put what was filtered into the address, so that going back, or a bookmark, finds it again.
function keep(state) { history.replaceState(null, "", address(state)); }

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
  const inside = view === "document" ? state.passage !== undefined : view === shown && (view === "search" || state.theme !== undefined || state.term !== undefined);
  if (returning && left_at.has(location.hash)) window.scrollTo({ top: left_at.get(location.hash), behavior: "instant" });
  else if (!inside) window.scrollTo({ top: 0, behavior: "instant" });
  // The link that led here was made anew: who goes by keyboard goes on from the text.
  if (shown && view !== shown && document.activeElement === document.body) document.getElementById("main").focus({ preventScroll: true });
  shown = view;
  returning = false;
}
