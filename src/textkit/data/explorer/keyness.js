// Keyness: any two groups, counted here from the tokens, by the library's formulas.
Views.keyness = async (state) => {
  const { documents, groups, n_kept, terms } = Store.shared, { make, table, chart, select, link } = Dom, say = Words.say;
  const by = groups.includes(state.by) ? state.by : groups[0] ?? "doc_id";
  const of = (number) => by === "doc_id" ? documents[number].id : documents[number].variables[by];
  const values = [...new Set(documents.map((_, number) => of(number)))].filter((one) => one !== undefined).map(String);
  const one = values.includes(state.one) ? state.one : values[0], other = values.includes(state.other) ? state.other : values.find((value) => value !== one);
  const parts = Words.parts(new Set(documents.flatMap((doc) => Object.keys(doc.parts))));
  const part = parts.includes(state.part) ? state.part : "", least = Number(state.least ?? 3), measure = state.measure === "lrc" ? "lrc" : "g2";
  const next = (change) => go({ view: "keyness", by, one, other, part, least, measure, ...change });
  const named = (value) => by === "doc_id" ? Words.document(documents.findIndex((doc) => doc.id === value)) : String(Words.value(by, value));
  const pairs = values.map((value) => [value, named(value)]);
  const page = [make("h2", {}, say("keyness")), make("p", { class: "lead" }, say("keyness_lead")),
    groups.length ? null : make("p", {}, say("no_groups")),
    make("div", { class: "controls" },
      groups.length ? select(say("group"), [...groups, "doc_id"].map((name) => [name, Words.variable(name)]), by, (value) => go({ view: "keyness", by: value, least, measure, part })) : null,
      select(say("one_side"), pairs, one, (value) => next({ one: value, other: value === other ? one : other })),
      select(say("other_side"), pairs, other, (value) => next({ other: value, one: value === one ? other : one })),
      select(say("part"), [["", say("all")], ...parts.map((name) => [name, say(name)])], part, (value) => next({ part: value })),
      select(say("least"), [1, 2, 3, 5, 10, 20, 50].map((n) => [n, String(n)]), least, (value) => next({ least: value })),
      select(say("measure"), [["g2", "G²"], ["lrc", say("lrc")]], measure, (value) => next({ measure: value })))];
  if (values.length < 2) return Dom.show(...page, make("p", {}, say("same_groups")));
  Dom.show(...page, make("p", {}, say("working", 0, documents.length)));
  const sides = [new Int32Array(n_kept), new Int32Array(n_kept)], totals = [0, 0];
  for (let number = 0; number < documents.length; number++) {
    const side = [one, other].indexOf(String(of(number)));
    if (side < 0) continue;
    const doc = await Store.open(number);
    for (const passage of doc.passages) {
      if (passage.kind === "front" || (part && passage.part !== part)) continue;
      for (let token = passage.first; token < passage.last; token++) {
        const id = doc.ids[token];
        if (id < n_kept) { sides[side][id]++; totals[side]++; }
      }
    }
  }
  if (!totals[0] || !totals[1]) return Dom.show(...page, make("p", {}, say("no_words")));
  const rows = Keyness.compare(sides, totals, least, terms, measure);
  const open = (row) => next({ term: row.id });
  const top = rows.slice(0, 300), side = (sign) => top.filter((row) => Math.sign(row.log_ratio) === sign);
  const series = [1, -1].map((sign, at) => ({
    name: named(at ? other : one), type: "scatter", color: seen(Store.shared.colours[at ? other : one] ?? COLOURS[at]), symbol: SYMBOLS[at], symbolSize: 7, itemStyle: { opacity: 0.75 },
    data: side(sign).map((row) => ({ value: [row.per_10k, row.log_ratio], row })),
    label: { show: false, position: "right", fontSize: 11, color: getComputedStyle(document.body).color, textBorderWidth: 0, formatter: ({ data }) => data.row.term },
  }));
  const rates = top.map((row) => row.per_10k), least_rate = Math.min(...rates), most_rate = Math.max(...rates);
  const list = table(say("table_of"), [
    { key: "term", name: say("term"), cell: (row) => link(row.term, () => open(row)) },
    { key: "a", name: named(one), number: true }, { key: "b", name: named(other), number: true },
    { key: "g2", name: "G²", number: true, decimals: 2 }, { key: "log_ratio", name: say("log_ratio"), number: true, decimals: 2 },
    ...(measure === "lrc" ? [{ key: "lrc", name: say("lrc"), number: true, decimals: 2 }] : []),
    { key: "q", name: "q", number: true, cell: (row) => row.q < 0.001 ? "<0.001" : Words.number(row.q, 3) },
  ], rows);
  const term = state.term === undefined ? null : Number(state.term);
  Dom.show(...page,
    chart(`${named(one)} / ${named(other)}`, {
      legend: { top: 0 }, grid: { left: 48, right: 60, top: 40, bottom: 48 },
      tooltip: { trigger: "item", formatter: ({ data: { row } }) => `${row.term}  ${row.a} : ${row.b}\nG² ${Words.number(row.g2)}  q ${Words.number(row.q, 3)}` },
      xAxis: { type: "log", min: Keyness.below(least_rate), max: Keyness.above(most_rate), name: say("per_10k"), nameLocation: "middle", nameGap: 28 },
      yAxis: { type: "value", name: say("log_ratio"), nameLocation: "middle", nameGap: 32 }, series,
    }, (event) => open(event.data.row), (drawn) => Keyness.name(drawn, series)),
    term === null ? null : make("h3", { id: "places", tabindex: "-1" }, `${say("places")}: ${terms[term]}`),
    term === null ? null : await Places.ofTerm(term, (number, passage) => [one, other].includes(String(of(number))) && passage.kind !== "front" && (!part || passage.part === part)),
    list);
  if (term !== null) document.getElementById("places").focus();
};

const Keyness = {
  // The round number at or below: 1, 2 or 5 times a power of ten.
  below(value) {
    const power = 10 ** Math.floor(Math.log10(value));
    return power * [5, 2, 1].find((digit) => digit * power <= value);
  },
  above(value) {
    const power = 10 ** Math.floor(Math.log10(value));
    return power * [1, 2, 5, 10].find((digit) => digit * power >= value);
  },
  // Name the strongest of both sides in turn, wherever a name covers no other name and few points.
  name(drawn, series) {
    const at = (row, number) => drawn.convertToPixel({ seriesIndex: number }, [row.per_10k, row.log_ratio]);
    const points = series.flatMap(({ data }, number) => data.map(({ row }) => at(row, number)));
    const taken = [], right = drawn.getWidth() - 4, most = right < 500 ? 8 : 16;
    const meets = (one, two) => one[0] < two[2] && two[0] < one[2] && one[1] < two[3] && two[1] < one[3];
    const data = series.map((own, number) => {
      let shown = 0;
      return own.data.map((point) => {
        const [x, y] = at(point.row, number), box = [x + 6, y - 8, x + 12 + 11 * point.row.term.length, y + 8];
        const fits = shown < most && box[2] < right && !taken.some((other) => meets(box, other))
          && points.filter(([a, b]) => a > box[0] && a < box[2] && b > box[1] + 3 && b < box[3] - 3).length < 2;
        if (fits) { shown++; taken.push(box); }
        return { ...point, label: { show: fits } };
      });
    });
    drawn.setOption({ series: data.map((own) => ({ data: own })) });
  },
  compare(sides, totals, least, terms, measure) {
    const rows = [];
    for (let id = 0; id < sides[0].length; id++) {
      const a = sides[0][id], b = sides[1][id];
      if (a + b < least || a + b === 0) continue;
      rows.push({ id, term: terms[id], a, b, per_10k: ((a + b) / (totals[0] + totals[1])) * 1e4,
        g2: Statistics.g2(a, b, ...totals), log_ratio: Statistics.logRatio(a, b, ...totals) });
    }
    const q = Statistics.adjust(rows.map((row) => Statistics.pOfG2(row.g2)));
    rows.forEach((row, at) => { row.q = q[at]; });
    if (measure === "lrc") for (const row of rows) row.lrc = Statistics.lrc(row.a, row.b, ...totals, 0.05 / rows.length);
    return rows.sort((one, two) => Math.abs(two[measure]) - Math.abs(one[measure]) || (one.term < two.term ? -1 : 1));
  },
};
