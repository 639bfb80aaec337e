# %% [markdown]
# # 8 · Another corpus in ten minutes
#
# **Question.** How does one get from a folder of texts to tables and figures of one's own?
#
# **Method.** `textkit new my-study --from FOLDER` makes a project: the files are copied, each
# page says what it can of itself (title, place, year …), and the choices are filled in by what
# the corpus has: what can be compared, over what time, in which language. `textkit run` does the
# rest. Here both are done from Python, in a folder that is thrown away, with
# `data/example/`: twelve short reports of three districts that do not exist. **They are made up**,
# so nothing below says anything about any government.

# %% tags=["parameters"]
import tempfile
from pathlib import Path

import pandas as pd
from IPython.display import Code, Markdown

import textkit as tk
from textkit.workflow.record import read_table
from textkit.workflow.run import run_notebooks
from textkit.workflow.starting import start_study

study = tk.open_study("08-another-corpus")
choices = study.choices
scratch = tempfile.TemporaryDirectory()
folder = Path(scratch.name) / "my-study"

# %% [markdown]
# ## `textkit new my-study --from data/example`

# %%
started = start_study(folder, study.path("example"))
pd.Series(started.choices, name="chosen").to_frame()

# %% [markdown]
# The catalogue is a file to read and mend; what a page leaves in doubt is marked:

# %%
catalog = (folder / "data" / "catalog.toml").read_text(encoding="utf-8")
Code("\n".join(catalog.splitlines()[4:14]), language="toml")

# %% tags=["finding"]
Markdown(
    f"{started.n_documents} documents from {started.n_files} files; groups are compared by "
    f"**{started.choices['group']}**, time is **{started.choices['time']}**, "
    f"{started.n_unsure or 'no'} values are left for a person to settle."
)

# %% [markdown]
# ## `textkit run`
#
# All notebooks run as they are; three are enough here. Two choices are changed first, as a person
# would change them in `analysis.toml`: the terms to follow, and fewer resamples to be quick.

# %%
settings = folder / "analysis.toml"
text = settings.read_text(encoding="utf-8").replace("n_resamples = 2000", "n_resamples = 200")
text = text.replace("terms = []", f"terms = {list(choices['terms'])}")
settings.write_text(text.replace('["pdf", "png", "svg"]', '["png"]'), encoding="utf-8")
report = run_notebooks(folder, only=list(choices["notebooks"]))
pd.DataFrame({"written": report.new})

# %% [markdown]
# ## What came out
#
# The targets the reports set, each with its year:

# %%
targets = read_table(folder / "data" / "derived" / "05-priorities-targets.csv")
targets = targets[(targets["kind"] == "target") & (targets["indicator"] == choices["indicator"])]
targets = study.save_table(
    "targets", targets[["place", "indicator", "low", "high", "unit", "qualifier", "target_year"]]
)
targets

# %%
attention = read_table(folder / "data" / "derived" / "05-priorities-attention.csv")
attention = study.save_table("attention", attention)
study.save_figure("attention", "attention", options={"group": "place"})

# %%
curves = read_table(folder / "data" / "derived" / "07-over-time-curves.csv")
curves = study.save_table("curves", curves[curves["term"].isin(choices["terms"])])
study.save_figure("curves", "curves", options={"by": "time"})

# %% tags=["finding"]
largest = attention.loc[attention.groupby("theme", sort=False)["share"].idxmax()]
largest = largest[largest["theme"].isin(list(choices["planted"]))]
as_planted = largest["place"].eq(largest["theme"].map(dict(choices["planted"]))).all()
Markdown(
    f"{len(targets)} targets for {choices['indicator']} came out, from "
    f"{targets['target_year'].min()} to {targets['target_year'].max()}. "
    + study.in_words(largest, "{theme} has its largest share in **{place}** ({share:.1%})")
    + f": {'as' if as_planted else 'not as'} it was planted in the texts."
)

# %%
scratch.cleanup()

# %% [markdown]
# ## Caveat
#
# The texts were composed so that each district has a speciality, and the words of the themes
# find it. On texts of your own read the lists before the figures: `data/hand/` is yours to
# write, and stop words (the names of your places) usually come first.
