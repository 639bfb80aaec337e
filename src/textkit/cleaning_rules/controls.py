"""Buttons around a text: size of type, print, share, read aloud, scan, download, pages."""

from textkit.cleaning_rules.rule import Rule, spaced, whole

_EDGE = r"[\s【】\[\]〖〗()（）|｜/·、,，:：>»+\-—●◆■★▪•~]"
# Buttons by wordings of their own, and by words that a table, too, may have in a cell.
_BUTTON = spaced(
    "字体 字号 字体大小 文字大小 大字号 小字号 打印 打印本文 列印 友善列印 轉寄朋友 回上一頁 "
    "返回頁首 電郵 字型大小 Facebook WhatsApp Twitter LINE 打印本页 打印此页 打印文章 "
    "打印正文 打印页面 收藏 收藏本页 收藏本站 加入收藏 设为首页 已收藏 关闭 关闭窗口 关闭本页 "
    "关闭页面 关闭此页 分享 分享到 分享至 分享文章 一键分享 听全文 语音播报 语音播放 语音阅读 "
    "语音朗读 全文朗读 下载本文 下载文档 全文下载 文件下载 文档下载 下载文字版 下载PDF "
    "下载WORD 下载Word版 下载PDF版 PDF版 WORD版 Word版 复制链接 新浪微博 腾讯微博 QQ空间 "
    "QQ好友 朋友圈 微信好友 微信朋友圈 人人网 百度贴吧 返回顶部 返回列表 返回上页 返回上一页 "
    "返回首页 回到顶部 TOP Top 纠错 我要纠错 网站纠错 内容纠错 报错 我要报错 我要留言 点赞 "
    "我要评论 推荐给朋友 已订阅 已关注 无障碍 保护视力 视力保护 视力保护色 背景色 行间距 "
    "附件下载 下载附件 下载图片版 打印版 原始大小 适合宽度 手机看 手机查看 查看原图 意见反馈 "
    "A+ A- 回上頁 我要收藏 我要打印 我要分享 我要下载 取消收藏 听一听 听新闻 听文章 听报道 "
    "听正文 背景颜色 大号 中号 小号 大号字 中号字 小号字 夜间模式 日间模式 护眼模式 深色模式 "
    "浅色模式 阅读模式 语速 倍速 恢复默认 页面缩放 放大字体 缩小字体 双击滚屏 双击自动滚屏 "
    "保存为图片 仅打印内容 打印全部 打印预览 下载含图PDF 下载无图PDF 下载OFD OFD下载 OFD版 "
    "导出PDF 导出Word 导出WORD 版式文件下载 举报/反馈 本文二维码 手机端浏览 加为IE收藏 "
    "收藏主题 上一主题 下一主题 全屏 加入阅览室 生成海报 打赏 朗读全文 播报原文 阅读辅助 "
    "点击查看更多精彩内容 点击查看更多 点击进入专题 标题已修改 相关附件 二维码 "
    "转寄友人 轉寄友人 分享至Facebook 分享至Line 分享至LINE 分享至Twitter 复制网址 "
    "复制本文链接 下载打印 收藏本文 腾讯QQ 默认o 切换字体 正文字体 字体设置 阅读设置 添加收藏 "
    "放入收藏夹 长按保存 保存图片 收藏文章"
)
_WORD = spaced(
    "大字 小字 超大 特大 标准 默认 加大 放大 缩小 增大 减小 变大 变小 大 中 小 转发 朗读 "
    "播放 暂停 停止 收听 播报 下载 复制 链接 微信 微博 QQ 空间 豆瓣 返回 顶部 回到 举报 "
    "留言 赞 评论 发表 推荐 投稿 订阅 关注 简 繁 更多 保存 T A 大号 中号 小号 引用 编辑 只看"
)
_TAG = "body|html|div|span|p|a|ul|ol|li|table|tbody|tr|td|th|img|h[1-6]|input|iframe|section"
_ANY = rf"(?>{_BUTTON}|{_WORD}|\[?复制链接\]?|T\|T)"

RULES = (
    Rule(
        "page controls",
        whole(
            rf"{_EDGE}{{0,4}}+(?>{_BUTTON}{_EDGE}{{0,6}}+)(?>{_ANY}{_EDGE}{{0,6}}+){{0,24}}+",
            rf"{_EDGE}{{0,4}}+(?>{_ANY}{_EDGE}{{0,6}}+){{2,24}}+",
            rf"[【\[]\s*{_ANY}\s*[】\]]",
            r"[【\[(（]?\s*(?:字\s*体|字\s*号|文字|字体大小|字体显示)\s*[:：].{0,40}|"
            r"[【\[(（]\s*字[体号].{0,40}",
            r".{0,12}(?:保护)?视力(?:保护)?色\s*[:：]?.{0,60}",
            r"字号(?:变大|变小|放大|缩小).{0,20}",
            r"附件下载\s*[:：].{0,200}",
            r"点击(?:播[放报]|收听|朗读|可?以?听)(?:本文|全文|语音)?.{0,12}|点击播报本文.{0,20}",
            r"(?:本文|全文)?(?:预计|大约|阅读)?(?:阅读)?(?:需要|时长|"
            r"约)\s*[:：]?\s*\d+\s*分钟?.{0,10}",
            r"(?:本文|全文|文章)共?有?\s*(?:字数|\d{2,6}\s*字)\s*[:：]?\s*\d{0,7}\s*[|｜,，].{0,40}",
            r"(?:取消)?(?:收藏|关注|订阅|点赞|复制|操作|分享|提交)成功[!！。]?|(?:正在)?加载中?[.。…]{0,6}",
            r"(?:语速|倍速|音量|音色)\s*[:：]?\s*[\d.xX]{0,5}(?:正常|标准)?|[xX]\s?\d(?:\.\d{1,2})?",
            r"[+＋]\s*(?:\d{1,3}|关注|订阅)|\d(?:\.\d{1,2})?[xX]|"
            r"\d{2}:\d{2}(?::\d{2})?(?:\s*/\s*\d{2}:\d{2}(?::\d{2})?)?",
            r"(?:赞同|点赞|喜欢|收藏|转发|分享|评论|跟贴|回复|在看|"
            r"推荐)\s*[(（]?\s*[\d.,]+\s*[万wWkK+]*\s*[)）]?",
        ),
        "frame",
        "font size, print, close, share, save",
        "below",
    ),
    Rule(
        "control word",
        whole(rf"{_EDGE}{{0,4}}{_WORD}{_EDGE}{{0,4}}", r"(?!(?:19|20)\d\d$)[1-9]\d{2,8}"),
        "head",
        "one such word, or how often the page was read, on a line of its own",
    ),
    Rule(
        "bracketed controls",
        whole(
            r"(?:[【\[〖]\s*(?:字体|字号|打印|打印本页|我要打印|关闭|关闭窗口|关闭本页|返回顶部|返回|收藏|"
            r"我要纠错|纠错|评论|双击滚屏|大|中|小)"
            r"(?:\s*[:：]?\s*[大中小]){0,3}\s*[】\]〗]\s*){2,10}",
            r"[【\[〖]\s*(?:打印本页|我要打印|关闭窗口|返回顶部|我要纠错|打印|关闭)\s*[】\]〗]",
            r"\[复制链接\]",
            r"(?:打印本页|打印)\s*[|｜]?\s*(?:关闭窗口|关闭)",
        ),
        "anywhere",
        "the same in brackets, which no report uses",
        "below",
    ),
    Rule(
        "share and scan",
        whole(
            r"分\s*享\s*(?:到|至|给|本文|让更多人看到|给更多人|给朋友).{0,60}|"
            r"分享(?:到)?\s*[:：].{0,60}|快乐分享|收藏\s*\d*\s*(?:转播|分享)[\s\S]{0,40}",
            r"(?:请)?(?:用|使用|打开)?(?:手机|微信|支付宝)?.{0,6}扫[一描]?(?:扫|码|描)?.{0,40}"
            r"(?:手机|二维码|当前页|本页|朋友圈|公众号|小程序|客户端|分享|关注|查看|下载|添加|"
            r"阅读|打开|浏览).{0,40}",
            r"扫一扫|扫码(?:关注|查看|下载).{0,20}|手机扫.{0,20}|微信扫.{0,30}|二维码",
            r".{0,20}(?:扫描|识别).{0,8}二维码.{0,30}",
            r"(?:打开|使用)微信.{0,40}",
            r"(?:下载|打开|安装)\s*.{0,12}(?:客户端|APP|App|app).{0,30}|立即打开|"
            r"(?:打开|下载).{2,12}[，,]?.{0,4}阅读体验.{0,6}|.{2,10}客户端\s+\d{4}-\d{2}.{0,30}|"
            r".{0,10}(?:客户端|APP|App)下载|.{2,8}客户端",
        ),
        "frame",
        "share this page, scan it with a phone, get the app",
        "below",
    ),
    Rule(
        "lone numbers",
        whole(
            r"\d{1,3}\s*/\s*\d{1,3}",
            r"[(（]\s*(?!(?:19|20)\d\d\D)\d{1,6}\s*[)）]",
            r"\d{1,4}\s+p\.",
        ),
        "frame",
        "page 3 of 10, written 3/10; a counter in brackets",
    ),
    Rule("empty line", whole(""), "anywhere", "nothing but &nbsp; or invisible characters"),
    Rule(
        "stray marks",
        whole(
            r"[\s|"
            r"｜>＞»›〉·•/\\*=_~—–\-+:：.,，;；、()（）\[\]【】〖〗<＜«‹■□◆◇●○▲△▼▽★☆↑↓→←丨‖]{1,80}"
        ),
        "frame",
        "signs between the entries of a menu",
    ),
    Rule(
        "script in the text",
        whole(
            rf"(?:[.#][\w-]{{1,40}}|(?:{_TAG})\b)[\w.#:, >*-]{{0,80}}\{{.{{0,400}}",
            r"(?:document|window|jQuery|\$)\s*[.(].{0,900}[;{})]",
            r"(?:var|let|const)\s+\w{1,30}\s*=.{0,300}(?:_hmt|document|window|jQuery|Image\().{0,300}",
            r"var\s+_\w{1,30}\s*=.{0,300};|<!--.{0,400}-->|(?://\s?<!\[CDATA\[|//\s?\]\]>).{0,200}",
            r"(?:margin|padding|color|background|font|text|border|width|height|display|position|float|"
            r"line-height)[a-z-]{0,20}\s*:\s*[^\u4e00-\u9fff]{1,80};",
        ),
        "anywhere",
        "style sheets and the scripts of pages: no article's code",
    ),
    Rule(
        "script residue",
        whole(
            r"[^\u4e00-\u9fff]{0,200}[{}][^\u4e00-\u9fff]{0,600}",
            r"(?:var|let|const|function|return|if|else)\s*[\s.(=].{0,900}[;{})]",
            r"[.#]?[\w.#:, >-]{1,80}\{.{0,400}",
            r"[a-z-]{2,30}\s*:\s*[^\u4e00-\u9fff]{1,80};",
            r"(?:/\*|\*/|<!--|-->).{0,200}",
        ),
        "frame",
        "the same above and below the text",
    ),
)
