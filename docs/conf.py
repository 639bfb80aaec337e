"""The site: how Sphinx builds it, offline, with warnings as errors (``make site``)."""

import re
import sys
from importlib.metadata import version as version_of
from pathlib import Path

from docutils import nodes

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.insert(0, str(DOCS / "_ext"))

from prepare import mend_links, prepare  # noqa: E402

project = "textkit"
author = "The textkit authors"
project_copyright = author
release = version = version_of("textkit")

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "chinese_search",
]

# Pages that may not be there yet, or never: lines of other pages that name them are left out.
MAY_COME = ["gallery", "trust", "project/security"]

# Notebooks are committed as executed; pages that others write are included when they are there.
substitutions = prepare(ROOT, DOCS)
nb_execution_mode = "off"
nb_ipywidgets_js = {}  # widgets would load scripts from elsewhere; their static output is shown
nb_merge_streams = True
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "html_image", "substitution"]
myst_substitutions = substitutions
myst_heading_anchors = 3
exclude_patterns = ["_ext", "_static"]

autodoc_preserve_defaults = True  # the name of a default, not the pages it may fill
autodoc_typehints = "none"  # the docstrings say them, with units
autodoc_member_order = "bysource"
napoleon_numpy_docstring = True
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
add_module_names = False
toc_object_entries_show_parents = "hide"

language = "en"
html_search_language = "zh"
html_theme = "pydata_sphinx_theme"
html_title = "textkit"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False
html_context = {"default_mode": "auto"}
html_favicon = "_static/favicon.svg"
html_theme_options = {
    "logo": {"text": "textkit"},
    "navbar_align": "left",
    "navbar_persistent": ["search-button"],
    "header_links_before_dropdown": 6,
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "footer_start": ["sphinx-version"],
    "footer_end": ["theme-version"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
# Pages without neighbours need no column for them
ALONE = ["index", "quickstart", "gallery", "another-corpus", "evidence-page", "scale", "trust",
         "faq"]  # fmt: skip
html_sidebars = {page: [] for page in ALONE}

CHINESE = "[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’]"
BREAK = re.compile(rf"(?<={CHINESE})\n\s*(?={CHINESE})")


def say_the_language(app, pagename, templatename, context, doctree):
    """Mark the Chinese pages as Chinese, for fonts and screen readers."""
    if pagename.startswith("zh/"):
        context["language"] = "zh-CN"


def read(app, docname, source):
    """Drop entries of pages that have not been written yet; mend links out of the sources."""
    missing = "|".join(name for name in MAY_COME if not (DOCS / f"{name}.md").exists())
    if missing:
        names = re.compile(rf"^(?:.*<)?(?:{missing})>?$|\]\((?:\.\./)?(?:{missing})\.md\)")
        lines = source[0].splitlines(keepends=True)
        source[0] = "".join(line for line in lines if not names.search(line.rstrip()))
    page = DOCS / f"{docname}.md"
    if page.exists():
        source[0] = mend_links(source[0], page, page, ROOT, DOCS)
        source[0] = source[0].replace("\n\n```\n", "\n```\n")  # the line that ends a doctest


def join_chinese(app, doctree):
    """Take out line breaks within Chinese text: browsers would show them as blanks."""
    for text in [text for text in doctree.findall(nodes.Text) if text == "\n"]:
        siblings = text.parent.children
        at = next(at for at, node in enumerate(siblings) if node is text)  # others are equal
        around = "".join(node.astext() for node in siblings[max(at - 1, 0) : at + 2])
        if BREAK.search(around):
            del text.parent[at]


def setup(app):
    """Connect what is ours."""
    app.connect("source-read", read)
    app.connect("doctree-read", join_chinese)
    app.connect("html-page-context", say_the_language)
