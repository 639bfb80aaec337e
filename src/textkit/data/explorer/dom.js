// Values → elements of the page. All that comes from the data goes in as text, never as markup.
const Dom = (() => {
  function make(name, options = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(options)) {
      if (value === undefined || value === null || value === false) continue;
      if (key === "class") element.className = value;
      else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  const show = (...children) => document.getElementById("main").replaceChildren(
    ...children.filter((child) => child !== null && child !== undefined));
  // What is done is said to all; how much was found, which stands above the table, to readers of screens.
  const tell = (text, { seen = true } = {}) => {
    const status = document.getElementById("status");
    status.textContent = text;
    status.className = seen ? "" : "unseen";
  };

  function select(label, values, chosen, change) {
    const list = make("select", { onchange: () => change(list.value) },
      ...values.map(([value, name]) => make("option", { value, selected: String(value) === String(chosen) }, name)));
    return make("label", {}, label, list);
  }

  const tick = (label, on, change) => {
    const box = make("input", { type: "checkbox", checked: on, onchange: () => change(box.checked) });
    return make("label", { class: "tick" }, box, label);
  };

  // A table: columns are {key, name, number, decimals, cell}; a click on a head sorts.
  function table(caption, columns, rows, { most = 200, sort, name } = {}) {
    const body = make("tbody"), state = { key: sort?.key, down: sort?.down ?? false, most };
    const more = make("button", { type: "button", onclick: () => { state.most += 500; fill(); } });
    const value = (row, column) => (column.value ? column.value(row) : row[column.key]);
    const heads = columns.map((column) => {
      const button = make("button", { type: "button", onclick: () => {
        state.down = state.key === column.key ? !state.down : !!column.number;
        state.key = column.key;
        fill();
      } }, column.name);
      return make("th", { scope: "col", class: column.number ? "number" : undefined }, button);
    });
    function fill() {
      const column = columns.find((one) => one.key === state.key), sorted = [...rows];
      if (column) {
        sorted.sort((one, two) => {
          const a = value(one, column), b = value(two, column);
          if (a === null || a === undefined || Number.isNaN(a)) return 1; // what is missing, last
          if (b === null || b === undefined || Number.isNaN(b)) return -1;
          const order = column.number ? a - b : String(a).localeCompare(String(b), "zh");
          return state.down ? -order : order;
        });
      }
      heads.forEach((head, at) => {
        if (columns[at].key !== state.key) head.removeAttribute("aria-sort");
        else head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      });
      body.replaceChildren(...sorted.slice(0, state.most).map((row) =>
        make("tr", {}, ...columns.map((column) => make("td",
          { class: column.class || (column.number ? "number" : undefined) },
          column.cell ? column.cell(row) : column.decimals ? Words.number(value(row, column), column.decimals, column.decimals)
            : Words.plain(value(row, column)))))));
      more.textContent = Words.say("more", sorted.length - state.most);
      more.hidden = sorted.length <= state.most;
    }
    fill();
    return make("div", { class: "scroll" },
      make("table", { class: name }, make("caption", {}, caption), make("thead", {}, make("tr", {}, ...heads)), body), more);
  }

  const link = (text, go) => make("button", { class: "link", type: "button", onclick: go }, text);

  // A chart, drawn once its place is on the page; the table behind it is for those who cannot see it.
  // `after` hears when it was drawn, at every size.
  function chart(label, option, click, after) {
    const place = make("div", { class: "chart", role: "img", "aria-label": label });
    requestAnimationFrame(() => {
      const dark = matchMedia("(prefers-color-scheme: dark)").matches;
      const drawn = echarts.init(place, dark ? "dark" : null, { renderer: "canvas" });
      drawn.setOption({
        animation: false, backgroundColor: "transparent", textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        aria: { enabled: false }, ...option, legend: { itemWidth: 12, itemHeight: 12, ...option.legend },
        tooltip: { renderMode: "richText", confine: true, ...option.tooltip },
      });
      if (click) drawn.on("click", click);
      new ResizeObserver(() => { drawn.resize(); after?.(drawn); }).observe(place);
      place.chart = drawn;
    });
    return place;
  }

  return { make, show, tell, select, tick, table, link, chart };
})();
