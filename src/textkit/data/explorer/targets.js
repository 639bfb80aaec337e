// Targets: a table to sort and filter; a row opens to its sentence.
Views.targets = (state) => {
  const { targets } = Store.shared, { make, table, select, link } = Dom, say = Words.say;
  const head = [make("h2", {}, say("targets")), make("p", { class: "lead" }, say("targets_lead"))];
  if (!targets.length) return Dom.show(...head, make("p", {}, say("no_targets")));
  const found = make("div");
  const filter = make("input", { type: "search", value: state.filter ?? "", oninput: () => { state.filter = filter.value; fill(); } });
  const naming = (key, value) => (["kind", "measure"].includes(key) ? say(`as_${value}`) : key === "part" ? say(value) : value);
  const choose = (key, label) => {
    const values = [...new Set(targets.map((row) => (key === "document" ? row.at[0] : row[key])))].filter((one) => one !== null && one !== "");
    return select(label, [["", say("all")], ...values.map((one) => [one, key === "document" ? Words.document(one) : naming(key, one)])],
      state[key] ?? "", (value) => { state[key] = value; fill(); });
  };
  function fill() {
    const needle = (state.filter ?? "").trim().toLowerCase();
    const rows = targets.filter((row) =>
      ["kind", "measure", "part"].every((key) => !state[key] || row[key] === state[key]) &&
      (!state.document || String(row.at[0]) === String(state.document)) &&
      (!needle || `${row.indicator} ${Words.amount(row)} ${row.verb}`.toLowerCase().includes(needle)));
    found.replaceChildren(table(say("found", rows.length, new Set(rows.map((row) => row.at[0])).size), [
      { key: "indicator", name: say("indicator"), cell: (row) => link(row.indicator, () => go({ view: "document", document: row.at[0], passage: row.at[1], from: row.at[2], to: row.at[3] })) },
      { key: "low", name: say("value"), number: true, cell: (row) => Words.amount(row) },
      { key: "target_year", name: say("target_year"), number: true, cell: (row) => row.target_year === null ? "–" : String(row.from_year && row.from_year !== row.target_year ? `${row.from_year}–${row.target_year}` : row.target_year) },
      { key: "kind", name: say("kind"), cell: (row) => naming("kind", row.kind) },
      { key: "measure", name: say("measure"), cell: (row) => naming("measure", row.measure) },
      { key: "commitment", name: say("commitment") },
      { key: "verb", name: say("verb") },
      { key: "document", name: say("document"), value: (row) => Words.document(row.at[0]) },
      { key: "part", name: say("part"), cell: (row) => say(row.part ?? "") },
    ], rows));
    keep({ ...state, view: "targets" });
    Dom.tell(say("found", rows.length, new Set(rows.map((row) => row.at[0])).size), { seen: false });
  }
  Dom.show(...head, make("div", { class: "controls" }, make("label", {}, say("filter"), filter),
    choose("kind", say("kind")), choose("measure", say("measure")), choose("part", say("part")), choose("document", say("document"))), found);
  fill();
};
