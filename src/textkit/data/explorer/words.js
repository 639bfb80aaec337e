// What the page says, in both languages.
const Words = (() => {
  const TABLE = {
    overview: ["概览", "Overview"], themes: ["主题", "Themes"], targets: ["指标", "Targets"],
    keyness: ["用词差异", "Keyness"], search: ["检索", "Search"], views: ["视图", "Views"],
    language: ["English", "中文"],
    ready: ["{0} 篇文本，{1} 词", "{0} documents, {1} words"],
    overview_lead: ["点篇名阅读全文；图中可见每篇文本各部分的长短。", "Open a document by its name; the chart shows how long its parts are."],
    themes_lead: ["各主题所占的份额，附区间；点一行查看背后的句子。", "The share of each theme with its interval; a row opens to its sentences."],
    targets_lead: ["文本中的量化目标与完成情况；点一行跳到原句。", "Quantified targets and achievements; a row opens to its sentence."],
    keyness_lead: ["两组文本的用词：横轴为频次，纵轴为对数比；点一词查看其全部出处。同一段里的词并不独立，p 与 q 偏小。", "Words of two groups: frequency across, log ratio up; a word opens to all its places. Words of one paragraph are not independent: p and q are too small."],
    search_lead: ["在全部文本中查找，列出上下文。", "Find words in all documents, with their context."],
    document: ["文本", "Document"], characters: ["字数", "Characters"], words: ["词数", "Words"],
    parts: ["各部分字数", "Characters by part"], group: ["分组", "Group by"], theme: ["主题", "Theme"],
    denominator: ["分母", "Share of"], tokens: ["词", "tokens"], sentences: ["句", "sentences"], headings: ["标题", "headings"],
    share: ["占比（%）", "Share (%)"], low: ["下限", "Low"], high: ["上限", "High"], count: ["次数", "Count"],
    no_themes: ["没有主题词表（data/hand/themes.toml），所以没有这一视图。", "There is no theme dictionary (data/hand/themes.toml), so there is nothing to show."],
    no_targets: ["没有找到量化目标。", "No quantified target was found."],
    no_groups: ["目录中没有可以分组的变量，改为按篇比较。", "The catalogue has no variable to group by, so documents are compared."],
    no_shares: ["文本多于六十篇，又没有可以分组的变量；请在目录中加一列，如 place 或 year。", "There are more than sixty documents and no variable to group them by; give the catalogue one, such as place or year."],
    no_words: ["两组中至少一组没有可比较的词。", "One of the two groups has no words to compare."],
    same_groups: ["请选两个不同的组。", "Choose two different groups."],
    indicator: ["指标", "Indicator"], value: ["数值", "Value"], target_year: ["年份", "Year"], measure: ["类型", "Measure"],
    kind: ["性质", "Kind"], commitment: ["力度", "Commitment"], part: ["部分", "Part"], verb: ["动词", "Verb"],
    all: ["全部", "all"], filter: ["筛选", "Filter"],
    as_growth: ["增速", "growth"], as_level: ["总量", "level"], as_count: ["数量", "count"], as_share: ["比重", "share"], as_completion: ["进度", "completion"],
    as_target: ["目标", "target"], as_achievement: ["完成", "achievement"],
    district: ["区", "District"], place: ["地区", "Place"], genre: ["体裁", "Genre"], year: ["年份", "Year"], delivered: ["日期", "Delivered"], province: ["省份", "Province"], level: ["层级", "Level"], parent: ["上级", "Parent"], folder: ["文件夹", "Folder"], top_folder: ["上级文件夹", "Top folder"], series: ["系列", "Series"], period: ["时期", "Period"], completeness: ["完整程度", "Completeness"], title: ["标题", "Title"], source: ["来源", "Source"],
    sentence: ["原句", "Sentence"], open: ["打开", "open"],
    one_side: ["目标组", "Target"], other_side: ["参照组", "Reference"], least: ["至少出现", "At least"],
    term: ["词", "Term"], g2: ["G²", "G²"], lrc: ["保守对数比", "LRC"], log_ratio: ["对数比（log2）", "Log ratio (log2)"],
    per_10k: ["每万词次数（对数刻度）", "Per 10,000 words (log scale)"], q: ["q", "q"],
    needle: ["词或短语", "Word or phrase"], find: ["查找", "Find"], whole: ["整词", "Whole words"],
    found: ["{0} 处，见于 {1} 篇", "{0} places in {1} documents"], first_of: ["列出前 {0} 处", "the first {0} are listed"],
    working: ["正在打开文本 {0}／{1}", "Opening documents, {0} of {1}"],
    before: ["上文", "Before"], match: ["匹配", "Match"], after: ["下文", "After"],
    outline: ["提纲", "Outline"], show_removed: ["显示清洗时删去的行", "Show the lines that cleaning took out"],
    removed: ["删去", "taken out"], mark_theme: ["标出主题", "Mark theme"], none: ["无", "none"], back: ["返回", "Back"],
    page_line: ["原页第 {0} 行", "line {0} of the page"], more: ["再列 {0} 行", "{0} more rows"], nothing: ["没有找到。", "Nothing was found."],
    "题头": ["题头", "Front matter"], "回顾": ["回顾", "Review"], "形势": ["形势", "Situation"], "目标": ["目标", "Goals"], "任务": ["任务", "Tasks"],
    "自身建设": ["自身建设", "Self-construction"], "结语": ["结语", "Closing"], "附": ["附", "Annex"], other: ["其他", "Other"],
    level_state: ["全国", "state"], level_province: ["省级", "province"], level_prefecture: ["地级", "prefecture"], level_district: ["县级", "district"], level_township: ["乡级", "township"],
    variables: ["变量", "Variables"], table_of: ["图中数据", "The data of the chart"], places: ["出处", "Places"],
  };
  const words = { lang: "zh" };
  words.say = (key, ...values) => {
    const text = TABLE[key] ? TABLE[key][words.lang === "zh" ? 0 : 1] : key;
    return text.replace(/\{(\d)\}/g, (_, at) => typeof values[at] === "number" ? values[at].toLocaleString("en") : values[at]);
  };
  // A document variable by its usual name; one of the user's own stays as it is.
  words.variable = (name) => (name === "doc_id" ? words.say("document") : words.say(name));
  words.value = (name, value) => (name === "level" && TABLE[`level_${value}`] ? words.say(`level_${value}`) : typeof value === "number" ? String(value) : value);  // 2021 is no amount
  words.rule = (name) => (words.lang === "zh" ? Store.shared.chinese[name] ?? name : name);
  // The parts of a report in the order in which they come; one that has no place there, last.
  words.parts = (names) => [...names].sort((one, two) => rank(one) - rank(two));
  const PARTS = ["题头", "回顾", "形势", "目标", "任务", "自身建设", "结语", "附"];
  const rank = (part) => (PARTS.includes(part) ? PARTS.indexOf(part) : PARTS.length);
  words.number = (value, digits = 2, least = 0) => value === null || value === undefined || Number.isNaN(value) ? "–"
    : Number.isFinite(value) ? value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: least }).replace("-", "−")
      : value > 0 ? "∞" : "−∞";
  words.plain = (value) => (typeof value === "number" ? words.number(value) : value ?? "");
  // A document by the name its catalogue gives it; a theme in the page's language.
  words.document = (number) => {
    const one = Store.shared.documents[number];
    return String(one.variables.document ?? one.id);
  };
  words.theme = (number) => (words.lang === "zh" ? Store.shared.themes : Store.shared.themes_en)[number];
  // A target's number as a reader would write it; English says how exact it is in front.
  words.amount = (row) => {
    const zh = words.lang === "zh", english = (word) => Store.shared.english[word] ?? word;
    const word = row.qualifier === "区间" ? "" : row.qualifier ?? "";
    if (row.low === null) return zh ? word : english(word);
    const steps = row.unit === "%" ? [] : zh ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, " bn"], [1e6, " m"]];
    const scale = (value) => {
      const [size, name] = steps.find(([least]) => Math.abs(value) >= least) ?? [1, ""];
      return [words.number(value / size, 4), name];
    };
    const [low, unit] = scale(row.low), [high, upper] = scale(row.high ?? row.low);
    const text = low + unit === high + upper ? low + unit : `${low}${unit === upper ? "" : unit}—${high}${upper}`;
    if (zh) return word === "近" ? `近${text}${row.unit}` : `${text}${row.unit}${word}`;
    return `${english(word)} ${text}${row.unit === "%" ? "" : " "}${english(row.unit ?? "")}`.trim();
  };
  return words;
})();
