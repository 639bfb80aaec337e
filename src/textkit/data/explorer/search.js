// Search: a word or phrase in all documents, with its context; each place opens.
Views.search = async (state) => {
  const { make, tick } = Dom, say = Words.say;
  const needle = make("input", { type: "search", value: state.needle ?? "", id: "needle" });
  const ask = (event) => { event.preventDefault(); go({ view: "search", needle: needle.value.trim(), whole: state.whole ?? "1" }); };
  const page = [make("h2", {}, say("search")), make("p", { class: "lead" }, say("search_lead")),
    make("form", { class: "controls", onsubmit: ask }, make("label", {}, say("needle"), needle),
      make("button", {}, say("find")),
      tick(say("whole"), state.whole !== "0", (on) => { state.whole = on ? "1" : "0"; if (state.needle) go({ view: "search", needle: needle.value.trim(), whole: state.whole }); }))];
  Dom.show(...page);
  if (!state.needle) return needle.focus();
  Dom.show(...page, await Places.ofText(state.needle, state.whole !== "0"));
};

// Places in the texts → a concordance whose rows open.
const Places = (() => {
  const MOST = 500, WINDOW = 22;

  function lines(places, total, documents) {
    const { make, table, link } = Dom, say = Words.say;
    Dom.tell(say("found", total, documents), { seen: false });
    if (!total) return make("p", {}, say("nothing"));
    const caption = say("found", total, documents) + (total > places.length ? `; ${say("first_of", places.length)}` : "");
    return table(caption, [
      { key: "document", name: say("document"), value: (row) => Words.document(row.doc.number), class: "from" },
      { key: "before", name: say("before"), class: "before", value: (row) => row.text.slice(Math.max(0, row.from - WINDOW), row.from) },
      { key: "match", name: say("match"), class: "match", value: (row) => row.text.slice(row.from, row.to),
        cell: (row) => link(row.text.slice(row.from, row.to), () => go({ view: "document", document: row.doc.number, passage: row.passage, from: row.from, to: row.to })) },
      { key: "after", name: say("after"), class: "after", value: (row) => row.text.slice(row.to, row.to + WINDOW) },
      { key: "part", name: say("part"), value: (row) => say(row.doc.passages[row.passage].part), class: "from" },
    ], places, { name: "concordance" });
  }

  const collect = () => {
    const kept = [], seen = new Set(), found = { total: 0 };
    return {
      add(doc, passage, from, to) {
        found.total++;
        seen.add(doc.number);
        if (kept.length < MOST) kept.push({ doc, passage, from, to, text: doc.passages[passage].text });
      },
      show: () => lines(kept, found.total, seen.size),
    };
  };

  const opened = () => Store.openAll((at, all) => Dom.tell(Words.say("working", at, all)));

  // Whole words: the place begins and ends where a token does.
  async function ofText(needle, whole) {
    const found = collect(), low = needle.toLowerCase();
    for (const doc of await opened()) {
      doc.passages.forEach((passage, number) => {
        const text = passage.text.toLowerCase(), edges = whole ? edgesOf(doc, passage) : null;
        for (let at = text.indexOf(low); at >= 0; at = text.indexOf(low, at + 1)) {
          if (!whole || (edges.has(at) && edges.has(at + low.length))) found.add(doc, number, at, at + low.length);
        }
      });
    }
    return found.show();
  }

  const edgesOf = (doc, passage) => {
    const edges = new Set();
    for (let token = passage.first; token <= passage.last; token++) edges.add(token === passage.last ? passage.text.length : doc.starts[token] - passage.begin);
    return edges;
  };

  // All places of a term that is counted, as tokens, so that they are as many as its count.
  async function ofTerm(id, wanted) {
    const found = collect(), length = Store.shared.terms[id].length;
    for (const doc of await opened()) {
      doc.passages.forEach((passage, number) => {
        if (!wanted(doc.number, passage)) return;
        for (let token = passage.first; token < passage.last; token++) {
          if (doc.ids[token] !== id) continue;
          const at = doc.starts[token] - passage.begin;
          found.add(doc, number, at, at + length);
        }
      });
    }
    return found.show();
  }

  async function ofTheme(theme, by, group) {
    const found = collect(), { documents } = Store.shared;
    for (const doc of await opened()) {
      const one = documents[doc.number];
      if (String(by === "doc_id" ? one.id : by === "part" ? group : one.variables[by]) !== String(group)) continue;
      for (const [own, first, length] of doc.themes) {
        if (own !== theme) continue;
        const row = Store.passageOf(doc, first), passage = doc.passages[row];
        if (passage.kind === "front") continue;
        found.add(doc, row, doc.starts[first] - passage.begin, doc.starts[first + length] - passage.begin);
      }
    }
    return found.show();
  }

  return { ofText, ofTerm, ofTheme };
})();
