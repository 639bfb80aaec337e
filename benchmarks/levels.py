"""A folder of reports → adoption, amplification and themes along the levels: tables, figures.

What a run found is told in levels.md.
"""

from __future__ import annotations

import argparse
import re
import resource
import time
from pathlib import Path

import numpy as np
import pandas as pd

import textkit as tk
from textkit import draw
from textkit.draw import levels as drawn
from textkit.front import places
from textkit.front.places import PROVINCE_OF_NAME
from textkit.hand import read_theme_labels
from textkit.priorities.adoption import adoption
from textkit.priorities.amplification import amplification
from textkit.priorities.level_themes import compare_levels
from textkit.priorities.levels import link_levels, missing_parents, summarise_levels
from textkit.priorities.targets import find_targets

STATE = "国务院"
PARTS = ("adoption", "themes", "targets")
# The State Council's growth targets, per cent, as everyone knows them; 2020 had none.
PUBLISHED = dict.fromkeys(range(2005, 2012), (8.0, 8.0)) | {
    2012: (7.5, 7.5), 2013: (7.5, 7.5), 2014: (7.5, 7.5), 2015: (7.0, 7.0), 2016: (6.5, 7.0),
    2017: (6.5, 6.5), 2018: (6.5, 6.5), 2019: (6.0, 6.5), 2020: None, 2021: (6.0, 6.0),
    2022: (5.5, 5.5), 2023: (5.0, 5.0), 2024: (5.0, 5.0),
}  # fmt: skip
# The standard lists the cities province by province, the capital first.
CAPITALS = {
    "石家庄": "河北", "太原": "山西", "呼和浩特": "内蒙古", "沈阳": "辽宁", "长春": "吉林",
    "哈尔滨": "黑龙江", "南京": "江苏", "杭州": "浙江", "合肥": "安徽", "福州": "福建",
    "南昌": "江西", "济南": "山东", "郑州": "河南", "武汉": "湖北", "长沙": "湖南",
    "广州": "广东", "南宁": "广西",
    "海口": "海南", "成都": "四川", "贵阳": "贵州", "昆明": "云南", "拉萨": "西藏", "西安": "陕西",
    "兰州": "甘肃", "西宁": "青海", "银川": "宁夏", "乌鲁木齐": "新疆",
}  # fmt: skip
PREFECTURES = {
    "吉林": "延边", "湖北": "恩施", "湖南": "湘西", "四川": "阿坝 甘孜 凉山",
    "贵州": "黔西南 黔东南 黔南",
    "云南": "楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆", "甘肃": "临夏 甘南",
    "青海": "海北 黄南 海南藏 果洛 玉树 海西", "新疆": "昌吉 博尔塔拉 巴音郭楞 克孜勒苏 伊犁",
    "山东": "莱芜", "安徽": "巢湖",
}  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", required=True, help="folder of folders, one per place")
    options.add_argument("--out", required=True, help="folder for tables and figures")
    options.add_argument("--first", type=int, default=2012, help="first year of adoption")
    options.add_argument("--last", type=int, default=2024, help="last year of adoption")
    options.add_argument("--targets", help="rows of benchmarks/targets.py --csv, to save time")
    options.add_argument("--themes", default="data/hand/themes.toml", help="lists of words")
    options.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    chosen = options.parse_args()
    if not Path(chosen.corpus).is_dir():
        print(f"skipped: there is no folder {chosen.corpus}.")
        return
    out = Path(chosen.out)
    out.mkdir(parents=True, exist_ok=True)
    corpus = describe(tk.read_corpus(chosen.corpus))
    check_provinces(corpus)
    recent = corpus[corpus["year"].between(chosen.first, chosen.last)]
    if "adoption" in chosen.parts:
        _say_adoption(recent, out)
    if "themes" in chosen.parts:
        _say_themes(recent, chosen.themes, out)
    if "targets" in chosen.parts:
        targets = _targets(corpus, chosen.targets)
        _say_amplification(targets, recent, out)
        _say_growth(targets, corpus, out)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB")


def _targets(corpus: pd.DataFrame, rows: str | None) -> pd.DataFrame:
    """Find the targets of all reports, or read the rows that were found before."""
    if rows is None:
        return find_targets(corpus[["doc_id", "text", "year"]])
    known = dict.fromkeys(("key", "unit", "qualifier", "measure", "sentence"), "str")
    empty = {name: [""] for name in ("low", "high", "target_year", "from_year")}
    return pd.read_csv(rows, dtype=known, keep_default_na=False, na_values=empty)


def describe(corpus: pd.DataFrame) -> pd.DataFrame:
    """Read place, level, parent, year and date of delivery from names and first lines."""
    names = corpus["file"].str.replace(r"\.md$", "", regex=True).str.split("/")
    place = names.map(lambda parts: parts[-2] if len(parts) > 2 else STATE)
    year = names.map(lambda parts: int(parts[-1]) if parts[-1].isdigit() else -1)
    # Sichuan's files of 2003 to 2019 bear the year looked back on: the dates of delivery, where
    # there are any, are of the year after, and 2019 and 2020 are one report of May 2020.
    year = year.where(~(place.eq("四川省") & year.between(2003, 2019)), year + 1)
    above = place.map({one: province_of(one) for one in place.unique()})
    level = above.map(lambda one: "prefecture")
    level[above.eq(STATE)] = "province"
    level[place.eq(STATE)] = "state"
    table = corpus[["doc_id", "text"]].assign(place=place, year=year, level=level, parent=above)
    head = corpus["title"].fillna("") + "\n" + corpus["text"].str[:300]
    table["delivered"] = [_date(one, at) for one, at in zip(head, table["year"], strict=True)]
    table = table[table["year"] > 0].drop_duplicates(["place", "year"], keep="last")
    return table.reset_index(drop=True)


def _date(text: str, year: int) -> str | None:
    """Return the first full date in the head that lies in the report's season."""
    for found in re.finditer(r"(\d{4})年\s?(\d{1,2})月\s?(\d{1,2})日", text):
        at = tuple(map(int, found.groups()))
        if (at[0] == year or (at[0] == year - 1 and at[1] == 12)) and 1 <= at[1] <= 12:
            return f"{at[0]:04d}-{at[1]:02d}-{at[2]:02d}"
    return None


def province_of(place: str) -> str:
    """Return the province a place lies in, or the State Council of a province."""
    if place == STATE:
        return ""
    if place in PROVINCE_OF_NAME.values():
        return STATE
    for short, names in PREFECTURES.items():
        if place.startswith(tuple(names.split())):
            return PROVINCE_OF_NAME[short]
    found = ""
    for name in places._CITIES.split():
        found = CAPITALS.get(name, found)
        if place == f"{name}市":
            return PROVINCE_OF_NAME[found]
    raise ValueError(f"no province is known for {place!r}.")


def check_provinces(corpus: pd.DataFrame) -> None:
    """Compare with the province that each place's own reports name most."""
    pattern = re.compile("|".join(sorted(PROVINCE_OF_NAME, key=len, reverse=True)))
    lower = corpus[corpus["level"] == "prefecture"]
    named = lower["text"].map(pattern.findall).groupby(lower["place"]).sum()
    most = named.map(lambda hits: pd.Series(hits).mode().iloc[0] if hits else "")
    given = lower.drop_duplicates("place").set_index("place")["parent"]
    other = [one for one in most.index if PROVINCE_OF_NAME.get(most[one]) != given[one]]
    print(f"provinces: {len(given) - len(other)} of {len(given)} places name their own most; else")
    print("  " + ", ".join(f"{one} ({given[one]}) names {most[one]}" for one in other))


def _say_adoption(corpus: pd.DataFrame, out: Path) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    provinces = sorted(set(corpus.loc[corpus["level"] == "province", "place"]))
    turned = dict(zip(provinces, np.roll(provinces, 7), strict=True))
    strange = corpus.assign(parent=corpus["parent"].replace(turned))
    sides = {
        "prefecture, own province": adoption(corpus, delivered="delivered"),
        "prefecture, State Council": adoption(corpus, up=2, delivered="delivered"),
        "prefecture, another province": adoption(strange),
    }
    one_up = sides["prefecture, own province"]
    sides["province, State Council"] = one_up[one_up["level"] == "province"]
    sides["prefecture, own province"] = one_up[one_up["level"] == "prefecture"]
    other = sides["prefecture, another province"]
    sides["prefecture, another province"] = other[other["level"] == "prefecture"]
    table = pd.concat([rows.assign(pair=name) for name, rows in sides.items()], ignore_index=True)
    print(
        f"adoption: {len(table):,} pairs of {len(corpus):,} reports, "
        f"{corpus['text'].str.len().sum():,} characters; "
        f"{time.perf_counter() - wall:.0f} s wall, {time.process_time() - cpu:.0f} s of CPU"
    )
    table.to_csv(out / "adoption.csv", index=False)
    missing_parents(link_levels(corpus)).to_csv(out / "missing-parents.csv", index=False)
    summary = pd.concat(
        [
            summarise_levels(table, value, by=["pair", "lag"]).assign(measure=value)
            for value in ("share", "weighted_share")
        ],
        ignore_index=True,
    )
    summary.to_csv(out / "adoption-by-lag.csv", index=False)
    for name, rows in summary.groupby("measure"):
        wide = rows.pivot_table(index="pair", columns="lag", values="mean")
        print(
            f"{name} by lag (years the upper report is older)\n{(wide * 100).round(2).to_string()}"
        )
    same = table[(table["lag"] == 0) & table["days"].notna()]
    first = same["days"].gt(0).groupby(same["pair"]).agg(["mean", "size"])
    print(
        f"same year, both dates known: upper report delivered first\n{first.round(3).to_string()}"
    )
    share = summary[summary["measure"] == "weighted_share"]
    axes = drawn.adoption_by_lag(share, group="pair", lang="en", width="double")
    draw.save_figure(axes, out / "adoption-by-lag")


def _say_themes(corpus: pd.DataFrame, themes: str, out: Path) -> None:
    """Tell where places give a theme more or less room than the place above, in all parts."""
    wall, cpu = time.perf_counter(), time.process_time()
    passages = tk.split(corpus[["doc_id", "text"]], into="paragraph")
    tokens = tk.Segmenter().segment(passages).keep(stopwords="zh")
    table = compare_levels(tokens, themes, link_levels(corpus))
    print(
        f"themes: {table['doc_id'].nunique():,} pairs, {len(tokens):,} paragraphs; "
        f"{time.perf_counter() - wall:.0f} s wall, {time.process_time() - cpu:.0f} s of CPU"
    )
    table.to_csv(out / "themes.csv", index=False)
    print(pd.crosstab([table["level"], table["theme"]], table["change"]).to_string())
    years = summarise_levels(
        table, "difference", by=["level", "place", "theme"], place="year", test=True,
        n_resamples=9999,
    )  # fmt: skip
    years.to_csv(out / "themes-by-place.csv", index=False)
    clear = years[years["q"] <= 0.05].assign(more=lambda rows: rows["mean"] > 0)
    print(f"places over their years: {len(clear)} of {len(years):,} clear (q)")
    print(pd.crosstab([clear["level"], clear["theme"]], clear["more"]).to_string())
    common = summarise_levels(table, "difference", by=["level", "theme"])
    common.to_csv(out / "themes-in-common.csv", index=False)
    points = common.assign(**{one: 100 * common[one] for one in ("mean", "low", "high")})
    print(f"points above the parent's share, mean over places\n{points.round(3).to_string()}")
    axes = draw.attention_gaps(
        common.rename(columns={"mean": "difference"}), group="level",
        target_name="lower", reference_name="upper", lang="en",
        labels=read_theme_labels(themes),
    )  # fmt: skip
    draw.save_figure(axes, out / "themes-in-common")


def _say_amplification(targets: pd.DataFrame, corpus: pd.DataFrame, out: Path) -> None:
    links = link_levels(corpus)
    table = amplification(targets, links)
    table.drop(columns=["sentence", "sentence_parent"]).to_csv(
        out / "amplification.csv", index=False
    )
    growth = table[table["measure"].eq("growth") & table["unit"].eq("%")]
    by_key = summarise_levels(growth, "amplification", by=["level", "key"])
    by_key.to_csv(out / "amplification-by-indicator.csv", index=False)
    print(by_key[by_key["n"] >= 100].round(2).to_string())
    gdp = growth[growth["key"] == "gdp"]
    by_year = summarise_levels(gdp, "amplification")
    by_year.to_csv(out / "amplification-gdp.csv", index=False)
    print(f"GDP growth, points above the parent's\n{by_year.round(2).to_string()}")
    sides = pd.crosstab([table["level"], table["key"]], table["side"])
    sides.to_csv(out / "dropped-added.csv")
    print(sides[sides.sum(axis=1) >= 500].to_string())
    axes = drawn.amplification(by_year, lang="en")
    draw.save_figure(axes, out / "amplification-gdp")


def _say_growth(targets: pd.DataFrame, corpus: pd.DataFrame, out: Path) -> None:
    """List the provinces' own GDP growth targets by year, and what stands apart."""
    upper = corpus[corpus["level"].ne("prefecture") & corpus["year"].between(2000, 2024)]
    own_year = targets["doc_id"].map(upper.set_index("doc_id")["year"])
    is_own = (
        targets["key"].eq("gdp") & targets["kind"].eq("target") & targets["measure"].eq("growth")
    )
    is_own &= targets["unit"].eq("%") & targets["from_year"].isna() & targets["low"].notna()
    chosen = targets[is_own & targets["target_year"].eq(own_year)]
    chosen = chosen.sort_values("start", kind="stable").drop_duplicates("doc_id")
    columns = ["doc_id", "low", "high", "qualifier", "sentence"]
    paths = upper[["doc_id", "place", "level", "year"]].merge(
        chosen[columns], on="doc_id", how="left"
    )
    paths["middle"] = (paths["low"] + paths["high"]) / 2
    median = paths[paths["level"] == "province"].groupby("year")["middle"].transform("median")
    paths["apart"] = (paths["middle"] - median).abs() > 4
    paths.to_csv(out / "growth-targets.csv", index=False)
    rows = paths[paths["level"] == "province"].groupby("year")["middle"]
    told = rows.describe()[["count", "mean", "25%", "50%", "75%", "min", "max"]]
    told["reports"] = paths[paths["level"] == "province"].groupby("year").size()
    top = paths[paths["level"] == "state"].set_index("year")["middle"]
    told["state"] = top
    for year, ends in PUBLISHED.items():
        row = paths[paths["level"].eq("state") & paths["year"].eq(year)].iloc[0]
        found = None if pd.isna(row["low"]) else (row["low"], row["high"])
        if found != ends:
            print(f"  State Council {year}: found {found}, published {ends}")
    print(f"GDP growth targets of provinces\n{told.round(2).to_string()}")
    for row in paths[paths["apart"]].to_dict("records"):
        print(
            f"  apart: {row['place']} {row['year']} {row['low']}–{row['high']}: "
            f"{row['sentence'][:80]}"
        )
    silent = paths[paths["middle"].isna()].groupby("year")["place"].agg("、".join)
    print(f"without one\n{silent.to_string()}")
    named = {STATE: "State Council", "内蒙古自治区": "Inner Mongolia"}
    axes = drawn.target_paths(paths, lang="en", labels=named)
    draw.save_figure(axes, out / "growth-targets")


if __name__ == "__main__":
    main()
