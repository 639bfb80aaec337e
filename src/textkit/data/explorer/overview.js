// The overview: what documents there are, and how long their parts.
Views.overview = () => {
  const { documents } = Store.shared, { make, link, table, chart } = Dom, say = Words.say;
  const parts = Words.parts(new Set(documents.flatMap((one) => Object.keys(one.parts))));
  const differs = (name) => documents.length === 1 || new Set(documents.map((one) => one.variables[name])).size > 1;
  const variables = [...new Set(documents.flatMap((one) => Object.keys(one.variables)))]
    .filter((name) => !["document", "file", "note", "source", "title"].includes(name) && differs(name)).slice(0, 5);
  const size = (one) => Object.values(one.parts).reduce((sum, part) => sum + part, 0);
  const rows = documents.map((one, number) => ({ number, one, size: size(one) }));
  const columns = [
    { key: "name", name: say("document"), value: (row) => Words.document(row.number),
      cell: (row) => link(Words.document(row.number), () => go({ view: "document", document: row.number })) },
    ...variables.map((name) => ({ key: name, name: Words.variable(name), value: (row) => Words.value(name, row.one.variables[name] ?? "") })),
    { key: "size", name: say("characters"), number: true },
    { key: "words", name: say("words"), number: true, value: (row) => row.one.words },
  ];
  const few = rows.length <= 40;
  Dom.show(
    make("h2", {}, say("overview")), make("p", { class: "lead" }, say("overview_lead")),
    few ? chart(say("parts"), {
      legend: { data: parts.map(say), top: 0 }, grid: { left: 8, right: 16, top: 56, bottom: 8, containLabel: true },
      tooltip: { trigger: "item" },
      xAxis: { type: "value" },
      yAxis: { type: "category", inverse: true, data: rows.map((row) => Words.document(row.number)) },
      series: parts.map((part, at) => ({ name: say(part), type: "bar", stack: "parts", color: seen(COLOURS[at % COLOURS.length]),
        data: rows.map((row) => row.one.parts[part] ?? 0) })),
    }, (event) => go({ view: "document", document: event.dataIndex })) : null,
    table(say("ready", documents.length, documents.reduce((sum, one) => sum + one.words, 0)), columns, rows));
};
