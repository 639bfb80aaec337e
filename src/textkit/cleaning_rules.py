"""The rules by which lines are taken out of a page: name, where, pattern, reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Rule:
    """One reason to take a line out.

    ``pattern`` is searched in the stripped line; a rule without one looks at the page as
    a whole (``textkit.clean``). ``where`` says in which places it may act: ``"head"``
    (above the first line of running text), ``"foot"`` (below the last), ``"frame"``
    (both) or ``"anywhere"``. Only wordings that no report contains act anywhere.

    >>> Rule("our banner", r"^欢迎访问", where="head").name
    'our banner'
    """

    name: str
    expression: str | None
    where: str = "frame"
    reason: str = ""

    def __post_init__(self) -> None:
        if self.where not in ("head", "foot", "frame", "anywhere"):
            raise ValueError(
                f"rule {self.name!r}: where is {self.where!r}; "
                "use 'head', 'foot', 'frame' or 'anywhere'."
            )

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The compiled expression, or None for a rule over the whole page."""
        return None if self.expression is None else re.compile(self.expression)

    @property
    def anywhere(self) -> bool:
        """Whether the rule also acts inside the body."""
        return self.where == "anywhere"

    def holds_in(self, place: str) -> bool:
        """Tell whether the rule acts in ``place``: head, foot or body."""
        return self.anywhere or self.where == place or (self.where == "frame" and place != "body")


RULES: tuple[Rule, ...] = (
    # Government portals
    Rule(
        "breadcrumb",
        r"^(当前位置|您的位置|您现在的位置|首页)?\s*[:：]?\s*首页\s*[>＞»›]",
        "head",
        "the path to the page: 首页 > 政府信息公开 > …",
    ),
    Rule("breadcrumb part", None, "head", "a step of that path, printed again as a heading"),
    Rule(
        "site menu",
        r"^(导航菜单|网站导航|网站首页|首页|站点导航|菜单|导航|无障碍(阅读|浏览)?|长者模式|繁體版?)$",
        "head",
        "the label of a menu",
    ),
    Rule(
        "search and log-in",
        r"^(一网搜|搜索|站内搜索)?\s*(登录|登陆)\s*\|?\s*注册$",
        "head",
        "search box and log-in links",
    ),
    Rule(
        "time and source",
        r"^((发布)?时间|日期|(信息|文章)?来源|作者|(责任)?编辑|浏览(次数|量)?|阅读(量|次数)?|点击(数|次数)?)"
        r"\s*[:：]\s*\S",
        "frame",
        "when and by whom the page was posted; recorded in the catalogue",
    ),
    Rule(
        "page controls",
        r"^[【\[]?\s*(字体|字号)\s*[:：]"
        r"|^[【\[]?((打印|关闭)(本页|窗口)?|收藏|分享|分享到.*|扫一扫.*|下载|大|中|小)[】\]]?$",
        "frame",
        "font size, print, close, share",
    ),
    # Forums
    Rule("forum frame", None, "frame", "Discuz: user card, post data, reply form and contacts"),
    Rule(
        "forum post data",
        r"^(本帖最后由 .+ 编辑|查看: \d+\|回复: \d+|\[复制链接\]|设为首页收藏本站)$",
        "frame",
        "who edited the post, how often it was read",
    ),
    # Content farms and article pages
    Rule("repeated title", None, "anywhere", "the page's own title again, as a picture's caption"),
    Rule(
        "rights notice",
        r"^(版权声明|免责声明|声明|特别声明)\s*[:：]|^本文仅代表作者观点|本站仅提供信息存储空间服务",
        "anywhere",
        "disclaimers and notices of rights",
    ),
    Rule(
        "page address",
        r"^(本文(地址|链接|网址)|原文(地址|链接)|转载请注明.*)\s*[:：]",
        "anywhere",
        "the page's own address",
    ),
    Rule(
        "previous and next",
        r"^(上|下)一篇\s*[:：]|^(相关(阅读|文章|推荐|链接)|推荐阅读|猜你喜欢|热门文章)\s*[:：]?$",
        "foot",
        "links to other pages",
    ),
    Rule("comment form", None, "foot", "what follows 留言与评论 below the text"),
    Rule("captcha", r"^验证码\s*[:：]?$", "foot", "the box of a comment form"),
    Rule(
        "footer",
        r"^(Powered by |Copyright|版权所有|[主承]办(单位)?[:：]"
        r"|备案(序)?号|.?ICP备|网站标识码|返回(顶部|首页|列表))",
        "foot",
        "who runs the site",
    ),
)
