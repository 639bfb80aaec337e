// A document: its outline, its text with the place asked for, and the lines taken out around it.
Views.document = async (state) => {
  const { make, tick, select, link } = Dom, say = Words.say;
  const number = Math.min(Math.max(Number(state.document) || 0, 0), Store.shared.documents.length - 1);
  const doc = await Store.open(number), one = Store.shared.documents[number];
  const removed = state.removed === "1", theme = Number(state.theme ?? -1), here = state.passage === undefined ? -1 : Number(state.passage);
  const next = (change) => go({ ...state, view: "document", document: number, ...change });
  const gone = doc.removed.filter(([, rule]) => rule !== "blank line");
  const marks = marksOf(doc, state, here, theme);

  // Kept and removed lines together are the page's lines in order, so a kept line's number follows.
  const lineOf = (passage) => {
    let line = passage + 1;
    for (const [at] of doc.removed) { if (at <= line) line++; else break; }
    return line;
  };
  const rows = [];
  let at = 0;
  const takenOut = (upTo) => {
    for (; at < gone.length && gone[at][3] <= upTo; at++) {
      const [line, rule, text] = gone[at];
      rows.push(make("p", { class: "removed" }, make("del", { title: say("page_line", line) }, text), make("span", { class: "rule" }, `${say("removed")}: ${Words.rule(rule)}`)));
    }
  };
  doc.passages.forEach((passage, row) => {
    if (removed) takenOut(row);
    rows.push(make("p", { id: `p${row}`, tabindex: row === here ? "-1" : undefined, title: say("page_line", lineOf(row)),
      class: [passage.kind === "body" ? "" : passage.kind, row === here ? "here" : ""].join(" ").trim() || undefined },
    ...marked(passage, marks.get(row) ?? [])));
  });
  if (removed) takenOut(Infinity);
  const headings = doc.passages.map((passage, row) => [passage, row]).filter(([passage]) => passage.kind === "heading");
  Dom.show(
    make("h2", {}, Words.document(number)),
    make("p", { class: "lead" }, Object.entries(one.variables).filter(([name]) => !["document", "file", "note"].includes(name)).map(([name, value]) => `${Words.variable(name)}: ${Words.value(name, value)}`).join(" · ")),
    make("div", { class: "controls" }, make("button", { type: "button", onclick: goBack }, say("back")),
      tick(`${say("show_removed")} (${gone.length})`, removed, (on) => next({ removed: on ? "1" : "0" })),
      Store.shared.themes.length ? select(say("mark_theme"), [[-1, say("none")], ...Store.shared.themes.map((_, value) => [value, Words.theme(value)])], theme, (value) => next({ theme: value })) : null),
    make("div", { class: "reader" },
      make("nav", { "aria-label": say("outline") }, make("h3", {}, say("outline")), make("ul", {}, ...headings.map(([passage, row]) =>
        make("li", {}, link(passage.text, () => focusOn(row)), make("span", { class: "part" }, say(passage.part)))))),
      make("article", { class: "text", lang: "zh" }, ...rows)));
  if (here >= 0) focusOn(here);

  function focusOn(row) {
    const place = document.getElementById(`p${row}`);
    if (!place) return;
    place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "center" });
  }
};

function marksOf(doc, state, here, theme) {
  const marks = new Map(), add = (row, mark) => marks.set(row, [...(marks.get(row) ?? []), mark]);
  if (here >= 0 && state.from !== undefined) add(here, [Number(state.from), Number(state.to), "here"]);
  for (const [own, first, length] of doc.themes) {
    if (own !== theme) continue;
    const row = Store.passageOf(doc, first), { begin } = doc.passages[row];
    add(row, [doc.starts[first] - begin, doc.starts[first + length] - begin, ""]);
  }
  return marks;
}

// A passage as text and marks; where marks meet, the first stands.
function marked(passage, marks) {
  const parts = [], { text } = passage;
  let at = 0;
  for (const [from, to, kind] of marks.sort((one, two) => (two[2] === "here") - (one[2] === "here") || one[0] - two[0])
    .filter((mark, place, all) => !all.slice(0, place).some((other) => mark[0] < other[1] && other[0] < mark[1]))
    .sort((one, two) => one[0] - two[0])) {
    parts.push(text.slice(at, from), Dom.make("mark", { class: kind || undefined }, text.slice(from, to)));
    at = to;
  }
  return [...parts, text.slice(at)];
}
