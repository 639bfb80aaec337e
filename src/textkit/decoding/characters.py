"""A character → how common it is in Chinese text."""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache

# The 500 commonest characters by the word frequencies of jieba's dictionary, commonest first,
_COMMON = (
    "一是人了不在有大中国和为这上他个地年来我会以到时要出的生学说道民家子也成行下们于后就发自"
    "之对得主长可过天作分方用多你着部能市等业全里工公经本都而高政法面门动日进区事代那去心小同"
    "北定开产前其军还然起种所如现理机体表力好外与文当两实重新三么只山水关明从化平建又制南内西"
    "没此将员名手最东头者月间无安看见各城十相但已些正口通想度加第她合院物性战由位常点海意场武"
    "使次二向治因立数样身情入原问把路被并利石老教万知级量任江及应省资委务元美特期世湖回系比气"
    "汉总展电科金先声提品设或义王社很统处四首共马形己儿司太目基领队直计别女权话少流命至报米给"
    "打变果书清活几州华解议更称程今决张导术府才保交放管结师便走达族反再题色五京河接条规县式白"
    "它改风光运信受什组听布百济党指论强做取技黄神选记斯真却职号界件花类何眼兵传带空干农边据集"
    "联古广完质阳难增历史专官每住商即步认车台林必死游举线言皇土团收考求德叫近备研争非具李众连"
    "调感转笑革该持始英克士尔让拉思根格造较际亲单朝红型价校约器字段周亚深候则功属积快图火千准"
    "究往极育装许参半令吃观鱼精办像帝八复影告远群包整构料随划算象容示投势热值夫网望源息语股铁"
    "断派速怎需片爱律纪支早况病境证编"
)
# and those of them that are written otherwise in traditional characters (OpenCC, s2t).
_TRADITIONAL = (
    "国國为爲这這个個来來会會时時学學说說们們于於后後发發对對长長过過业業里裏经經门門动動进進"
    "区區开開产產军軍还還种種现現机機体體与與当當两兩实實么麼关關从從内內没沒将將员員东東头頭"
    "间間无無见見战戰点點场場数數样樣问問并並万萬级級应應资資务務气氣汉漢总總电電声聲设設义義"
    "统統处處马馬儿兒领領队隊计計别別权權话話报報给給变變书書几幾华華议議称稱决決张張导導术術"
    "结結师師达達题題条條规規县縣风風运運组組听聽济濟党黨论論强強黄黃选選记記却卻职職号號类類"
    "传傳带帶干幹农農边邊据據联聯广廣质質阳陽难難历歷专專认認车車台臺游遊举舉线線团團备備争爭"
    "众衆连連调調转轉该該尔爾让讓较較际際亲親单單红紅价價约約亚亞则則属屬积積图圖准準极極装裝"
    "许許参參吃喫观觀鱼魚办辦复復远遠群羣构構随隨划劃势勢热熱网網语語铁鐵断斷爱愛纪紀况況证證"
    "编編"
)
_RANK = {char: rank for rank, char in enumerate(_COMMON)}
_RANK_TRADITIONAL = dict(
    zip(_TRADITIONAL[1::2], (_RANK[char] for char in _TRADITIONAL[::2]), strict=True)
)
_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》【】〔〕—…·％　")


@lru_cache(maxsize=1 << 16)
def log_chance(char: str) -> float:
    """Return the logarithm of a character's share in Chinese text, by rank or by class."""
    if " " <= char <= "~" or char in "\t\n\r":
        return -4.6
    if char in _PUNCTUATION:
        return -5.3
    if char in _RANK:
        return math.log(0.22 / (_RANK[char] + 20))  # Zipf–Mandelbrot; 500 of them: .72
    if char in _RANK_TRADITIONAL:
        return math.log(0.11 / (_RANK_TRADITIONAL[char] + 20))
    if "\u4e00" <= char <= "\u9fff":
        return -10.3 if _first_level(char) else -14.3
    if "\uac00" <= char <= "\ud7a3" or "\u3400" <= char <= "\u4dbf" or char > "\U0001ffff":
        return -16.0
    if unicodedata.category(char)[0] == "C":
        return -18.0
    return -8.5 if "\xa0" <= char <= "\xff" else -11.5


def _first_level(char: str) -> bool:
    """Tell whether GB 2312 or Big5 has a character on its level of common ones."""
    gb = char.encode("gb2312", "ignore")
    big5 = char.encode("big5", "ignore")
    return b"\xb0" <= gb[:1] <= b"\xd7" or b"\xa4" <= big5[:1] <= b"\xc6"
