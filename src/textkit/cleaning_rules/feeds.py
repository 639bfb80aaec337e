"""Frames of newsletters and feeds, of law databases, and of AI assistants on a page."""

from textkit.cleaning_rules.rule import Rule, opening, spaced, whole

_TAGS = (
    r"(?:title|link|guid|pubDate|author|category|description|comments|lastBuildDate|generator|"
    r"language|copyright|enclosure|dc:\w{2,12}|content:\w{2,12}|feed)"
)

RULES = (
    Rule(
        "feed field",
        whole(
            rf"(?i:{_TAGS}\s*:.{{0,300}})",
            rf"(?i:</?{_TAGS}[^<>]{{0,80}}>.{{0,300}})",
            r"(?:订阅此频道|RSS\s*订阅|.{0,40}\s(?:RSS|Atom)(?:\s*(?:频道|订阅|feed))?)",
        ),
        "frame",
        "the fields of an item of a feed",
    ),
    Rule(
        "head of a mail",
        whole(
            r"(?:发\s*件\s*人|收\s*件\s*人|抄\s*送|发送时间|寄件人|寄件者|收件者)\s*[:：].{0,200}",
            r"如(?:果您?)?(?:无法|不能)(?:正常)?(?:浏览|查看|显示|阅读).{0,60}|在浏览器中(?:查看|打开)"
            r".{0,20}",
            r"[^。]{2,30}[|｜]\s*第\s*\d{1,5}\s*期.{0,40}",
        ),
        "head",
        "who sent a newsletter to whom",
        "above",
    ),
    Rule(
        "foot of a mail",
        opening(
            r"您?(?:之所以)?收到(?:此|这封|本)(?:邮件|信)",
            r"(?:退订|取消订阅|更改订阅|管理订阅|[Uu]nsubscribe)(?:\s|[|｜。，,]|此|邮件|$)",
            r"(?:本|此)邮件(?:由|为|是|来自)",
            r"No related posts|Related [Pp]osts",
            r"(?:相关条目|引用本篇的|您还没有登录)",
        ),
        "foot",
        "why a newsletter came, and how to end it",
        "below",
    ),
    Rule(
        "assistant",
        whole(
            r"AI\s*(?:智能)?(?:摘要|解读|问答|助手|总结|速读|导读|朗读|伴读|听读|播报|速览|概要)"
            r".{0,12}|智能(?:摘要|问答|助手|导读|解读|朗读|播报|总结|客服)",
            r"(?:本|以上|该)?(?:内容|摘要|总结|概要|文|文章|导读)?由\s*(?:AI|人工智能|大模型)"
            r".{0,16}(?:生成|提炼|总结|整理).{0,30}",
            r"(?:您好|你好|Hi|hi|嗨)\s*[,，!！~～]?\s*我是.{0,40}(?:小|助手|助理|机器人|客服).{0,60}",
            spaced(
                "政策问答 政策咨询 我要咨询 我要提问 我要建议 一键咨询 智能推送 智能检索 "
                "问问AI AI问答 AI助手 猜你想问 常见问题 大家都在问 换一换 换一批"
            ),
        ),
        "frame",
        "a machine's summary and offers to ask it",
    ),
    Rule(
        "law database",
        whole(
            r"[【\[]法宝引证码[】\]].{0,60}|.{0,4}法宝(?:检索|联想|新AI)?.{0,12}",
            r"(?:结果中搜索|法宝联想|英文译本|历史沿革|本法变迁|对照|导出|关注本篇|修订前后对照)",
            r"(?:中央法规|地方法规|法律法规|司法案例)(?:\s+\S{2,8}){2,20}",
        ),
        "head",
        "a law database: codes, comparisons, export",
    ),
)
