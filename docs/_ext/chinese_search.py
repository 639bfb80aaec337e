"""Page text → search terms: English words and pairs of Chinese characters.

Sphinx's own search for Chinese asks jieba for words, and its script in the browser cannot:
a query that is cut otherwise than the page (三长, 六城联动) then finds nothing. Pairs of
neighbouring characters need no cutting at all, so whatever stands on a page is found.
"""

import re

import snowballstemmer
from sphinx.search import SearchLanguage
from sphinx.search._stopwords.en import ENGLISH_STOPWORDS

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
RUN = re.compile(rf"[{HAN}]+|[^\W{HAN}]+")

# The browser cuts the query as ``split`` cuts the page.
SPLITTER = """
var splitQuery = (query) =>
  (query.match(/[\\u3400-\\u4dbf\\u4e00-\\u9fff]+|[^\\s\\u3400-\\u4dbf\\u4e00-\\u9fff]+/gu) || [])
    .flatMap((run) =>
      /^[\\u3400-\\u4dbf\\u4e00-\\u9fff]{3,}$/u.test(run)
        ? Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2))
        : run.split(/[^\\p{Letter}\\p{Number}_]+/gu)
    )
    .filter((term) => term);
"""


def split(text: str) -> list[str]:
    """Cut a text into words of letters and digits, and pairs of Chinese characters."""
    terms: list[str] = []
    for run in RUN.findall(text):
        if "\u3400" <= run[0] <= "\u9fff" and len(run) > 2:
            terms.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            terms.append(run)
    return terms


class SearchChinese(SearchLanguage):
    """Chinese and English, for ``html_search_language = "zh"``."""

    lang = "zh"
    language_name = "English"  # names the stemmer's class in the browser
    js_stemmer_rawcode = "english-stemmer.js"
    js_splitter_code = SPLITTER
    stopwords = ENGLISH_STOPWORDS

    def __init__(self, options: dict[str, str]) -> None:
        super().__init__(options)
        self.stemmer = snowballstemmer.stemmer("english")

    def split(self, input: str) -> list[str]:
        """Cut a page, or a title."""
        return split(input)

    def stem(self, word: str) -> str:
        """Reduce an English word to its stem; Chinese stays as it is."""
        return self.stemmer.stemWord(word.lower())

    def word_filter(self, word: str) -> bool:
        """Leave out single characters, numbers and stop words."""
        return len(word) > 1 and super().word_filter(word)


def setup(app):
    """Take the place of Sphinx's own."""
    app.add_search_language(SearchChinese)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
