// Themes: shares by group with their intervals; a row opens to its sentences.
Views.themes = async (state) => {
  const { attention, themes, documents } = Store.shared, { make, table, chart, select, link } = Dom, say = Words.say;
  const head = [make("h2", {}, say("themes")), make("p", { class: "lead" }, say("themes_lead"))];
  if (!themes.length) return Dom.show(...head, make("p", {}, say("no_themes")));
  const names = Object.keys(attention);
  if (!names.length) return Dom.show(...head, make("p", {}, say("no_shares")));
  const by = names.includes(state.by) ? state.by : names[0];
  const share = state.share ?? "tokens";
  const all = (attention[by] ?? []).filter((row) => row.denominator === share);
  const groups = [...new Set(all.map((row) => row.group))];
  const theme = Number(state.theme ?? -1), chosen = theme >= 0 && theme < themes.length;
  const naming = (group) => by === "doc_id" ? Words.document(documents.findIndex((one) => one.id === String(group))) : by === "part" ? say(String(group)) : String(Words.value(by, group));
  const place = (row, at) => themes.indexOf(row.theme) + 0.8 * ((at + 0.5) / groups.length - 0.5);
  const { colours } = Store.shared, given = Object.keys(colours);
  const key_of = (group) => (group in colours ? group : naming(group)), narrow = innerWidth < 600;
  const colour_of = (group, at) => seen(colours[key_of(group)] ?? COLOURS[at % COLOURS.length]);
  const symbol_of = (group, at) => SYMBOLS[(key_of(group) in colours ? given.indexOf(key_of(group)) : at) % SYMBOLS.length];
  const series = groups.length > 8 ? [] : groups.flatMap((group, at) => {
    const own = all.filter((row) => row.group === group && row.share !== null), colour = colour_of(group, at);
    return [
      { name: naming(group), type: "scatter", symbolSize: 9, symbol: symbol_of(group, at), color: colour, itemStyle: { opacity: 1 }, z: 3,
        data: own.map((row) => ({ value: [100 * row.share, place(row, at)], theme: themes.indexOf(row.theme), group })) },
      { name: naming(group), type: "line", showSymbol: false, silent: true, lineStyle: { color: colour, width: 2 }, color: colour,
        data: own.flatMap((row) => row.low === null ? [] : [[100 * row.low, place(row, at)], [100 * row.high, place(row, at)], ["-", "-"]]) },
    ];
  });
  const open = (row) => go({ ...state, view: "themes", by, share, theme: themes.indexOf(row.theme), group: row.group });
  Dom.show(...head,
    make("div", { class: "controls" },
      select(say("group"), names.map((name) => [name, Words.variable(name)]), by, (value) => go({ view: "themes", by: value, share })),
      select(say("denominator"), ["tokens", "characters", "sentences", "headings"].map((one) => [one, say(one)]), share, (value) => go({ ...state, view: "themes", by, share: value }))),
    series.length ? chart(say("themes"), {
      legend: { data: groups.map(naming), top: 0 }, grid: { left: 8, right: 24, top: 40, bottom: 40, containLabel: true },
      tooltip: { trigger: "item", formatter: (one) => one.data.group === undefined ? "" : `${Words.theme(one.data.theme)} · ${naming(one.data.group)}: ${Words.number(one.value[0])} %` },
      xAxis: { type: "value", name: say("share"), nameLocation: "middle", nameGap: 28, min: 0, axisLine: { onZero: false } },
      yAxis: { type: "value", inverse: true, min: -0.5, max: themes.length - 0.5, interval: 0.5,
        axisLabel: { ...(narrow ? { width: 118, overflow: "break", fontSize: 11, lineHeight: 12 } : {}), formatter: (value) => Number.isInteger(value) ? Words.theme(value) ?? "" : "" }, axisTick: { show: false }, splitLine: { show: false } },
      series,
    }, (event) => event.data.group !== undefined && go({ ...state, view: "themes", by, share, theme: event.data.theme, group: event.data.group })) : null,
    table(say("table_of"), [
      { key: "theme", name: say("theme"), value: (row) => themes.indexOf(row.theme), number: false, cell: (row) => link(Words.theme(themes.indexOf(row.theme)), () => open(row)) },
      { key: "group", name: Words.variable(by), value: (row) => naming(row.group) },
      ...["share", "low", "high"].map((key) => ({ key, name: say(key), number: true, decimals: 2, value: (row) => row[key] === null ? null : 100 * row[key] })),
      { key: "n", name: say("count"), number: true },
    ], all),
    chosen ? make("h3", { id: "places", tabindex: "-1" }, `${Words.theme(theme)} · ${naming(state.group)}`) : null,
    chosen ? await Places.ofTheme(theme, by, state.group) : null);
  if (chosen) document.getElementById("places").focus();
};
