"""Frames of printed papers: pages, sheets of a newspaper, an issue's cover and contents."""

from textkit.cleaning_rules.rule import Rule, whole

_SHEET = (
    r"(?:第\s*[A-Za-z]?\d{1,5}|[A-Za-z]\d{1,3}|0\d)\s*版"
    r"(?:\s*[:：].{0,40}|\s*[\u4e00-\u9fff]{2,8}(?:\s.{0,30})?)?"
)

RULES = (
    Rule(
        "page number",
        whole(
            r"[—–―\-·•~～]{1,3}\s*\d{1,4}\s*[—–―\-·•~～]{1,3}",
            r"[—–―\-]{0,3}\s*第\s*\d{1,4}\s*页\s*(?:[—–―\-]{1,3}|[,，/|]?\s*[(（]?共\s*\d{1,4}\s*页"
            r"[)）]?)?|共\s*\d{1,4}\s*页.{0,30}",
            r"(?>(?:上一页|下一页|上页|下页|首页|尾页|末页|前一页|后一页)[\s|｜\[\]<>«»…\d]*+){2,8}+",
            r"第\s*(?:\d{1,3}\s+){2,20}页.{0,20}|(?:上一页|下一页)[\s\[\]<>«»…\d]*|"
            r"[\d\s\[\]…]{1,40}下一页.{0,10}|尾页|末页",
            r"[Pp]age\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?",
            r"(?>[(（\[]\d{1,3}[)）\]]\s*+){2,20}+",
            r"(?:跳至|跳转到?|转到|到第)\s*\d{0,4}\s*页?\s*(?:GO|Go|确定|跳转)",
        ),
        "anywhere",
        "numbers of pages and the links between them",
    ),
    Rule(
        "print of a web page",
        whole(
            r"(?:https?|file)://\S{1,300}\s+\d{1,3}/\d{1,3}",
            r"\d{1,2}/\d{1,2}/\d\d, \d{1,2}:\d\d\s[AP]M\s.{1,200}",
        ),
        "anywhere",
        "what a browser prints at the head and foot of each page",
    ),
    Rule(
        "sheet of a newspaper",
        whole(
            _SHEET,
            r"(?:[<«‹＜]{0,3}\s*(?:上一版|下一版|上一期|下一期|上一篇|下一篇|版面导航|标题导航|"
            r"本版标题导航|本版新闻|本版导读|本期导读|本期目录|本期版面|返回版面|版面概览|版面目录|往期回顾|往期查询|"
            r"数字报纸?|电子报|PDF版|PDF版阅读|PDF版下载|返回目录|稿件列表)\s*[>»›＞|｜]{0,3}\s*){1,8}",
        ),
        "head",
        "the sheets of a newspaper's digital edition and the ways between them",
        "above",
    ),
    Rule(
        "foot of a newspaper",
        whole(
            _SHEET,
            r"(?:版面导航|标题导航|本版标题导航|返回版面|返回目录|版面目录|上一版\s*下一版|本版新闻)",
            r"[\u4e00-\u9fff]{2,10}(?:日报|晚报|早报|时报).{0,40}\d{4}-\d{2}-\d{2}.{0,160}",
        ),
        "foot",
        "the same below the text",
        "below",
    ),
    Rule(
        "entry of contents",
        whole(r"[^。；]{2,80}?[.．·…⋯]{4,200}\s*[(（]?\s*\d{1,4}\s*[)）]?"),
        "head",
        "a line of a table of contents, dots before the page",
        "above",
    ),
    Rule(
        "cover of an issue",
        whole(
            r"[\u4e00-\u9fff]{2,12}(?:政\s*府|国务院)公\s*报",
            r"\d{4}\s*年\s*第\s*\d{1,3}\s*[期号](?:\s*[(（]?\s*总.{0,16})?|总第\s*\d{1,5}\s*[期号]",
            r"(?:\d{4}年)?\d{1,2}月\d{1,2}日出版|[A-Z][A-Z ]{9,80}",
        ),
        "head",
        "the name and number of a gazette's issue",
    ),
    Rule(
        "imprint",
        whole(
            r".{4,40}(?:秘书处|办公厅|办公室|秘书局)\s*\d{4}年\d{1,2}月(?:\d{1,2}日)?印发?",
            r"[(（]共印.{1,8}份[)）]",
            r"(?:主管主办|编辑出版|出版发行|印\s*刷|发行范围|(?:国内|国际|全国|连续)?"
            r"(?:统一|标准)?(?:连续)?(?:出版物|刊)\s*号|准印证号?|刊\s*号)\s*[:：].{0,80}",
            r"国内统一(?:连续出版物|刊)号.{0,40}",
        ),
        "foot",
        "who printed how many copies of a paper",
        "below",
    ),
)
