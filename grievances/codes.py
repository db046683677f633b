"""Which plain word stands for which node of the official tree, and how a message finds its own.

Only short names of the tree's nodes stand here. A hotline often gives the first level alone, and
that is too wide to tell a pipe from a parking space: then a few telling words decide, first those
of the subject, then those of the text; the node's own plain word where none is found.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

OTHER: Final = "other"
_ALL: Final = ("demolition", "pipes", "parking", "noise", "housing", "roads", "leisure", "culture",
               "environment", "care", "jobs")  # fmt: skip

# First level: its plain word, and those that words of a message may choose instead, in order.
FIRST: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "城乡建设": (OTHER, (*_ALL[:7], "environment", "jobs")),
        "国土资源": (OTHER, ("demolition",)),
        "环境保护": ("environment", ("noise",)),
        "交通运输": ("roads", ("parking",)),
        "商贸旅游": (OTHER, ("noise", "parking", "pipes", "leisure")),
        "卫生计生": ("care", ()),
        "教育文体": (OTHER, ("culture", "jobs", "care")),
        "劳动和社会保障": ("jobs", ()),
        "民政": ("care", ()),
        "农村农业": (OTHER, ("demolition", "pipes", "roads")),
        "政法": (OTHER, ("parking", "noise")),
        "经济管理": (OTHER, ("pipes",)),
        "科技与信息产业": (OTHER, ("pipes",)),
        "党务政务": (OTHER, ()),
        "纪检监察": (OTHER, ()),
    }
)

# Second level: a plain word of its own where it is not that of the first.
SECOND: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("城乡建设", "安全生产"): "housing",
        ("城乡建设", "城市建设和市政管理"): "pipes",
        ("城乡建设", "工程质量"): "housing",
        ("城乡建设", "国有土地上房屋征收与补偿"): "demolition",
        ("城乡建设", "集体土地上房屋拆迁与补偿"): "demolition",
        ("城乡建设", "城乡规划"): "demolition",
        ("城乡建设", "村镇建设"): "housing",
        ("城乡建设", "住房保障与房地产"): "housing",
        ("国土资源", "土地征收"): "demolition",
        ("商贸旅游", "商业贸易"): "noise",
        ("商贸旅游", "市场监管"): "noise",
        ("政法", "交通管理"): "parking",
        ("政法", "社会治安"): "noise",
        ("经济管理", "能源管理"): "pipes",
        ("科技与信息产业", "电信"): "pipes",
        ("民政", "优抚"): "care",
        ("教育文体", "教师队伍和待遇"): "jobs",
        ("教育文体", "教育行政管理"): "care",
        ("教育文体", "教育收费"): "care",
        ("教育文体", "考试招生"): "care",
        ("教育文体", "失学辍学"): "care",
        ("教育文体", "体育"): "culture",
        ("教育文体", "文化"): "culture",
        ("教育文体", "文物管理"): "culture",
    }
)

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "demolition": ("拆迁 征收 征地 安置房 安置费 棚改 旧改 补偿款 违建"),
        "pipes": (
            "停水 自来水 水压 供水 停电 用电 供电 电网 燃气 天然气 煤气 暖气 供暖 "
            "下水 排水 污水管 管道 井盖 积水 内涝 宽带 水管 电费 水费 用水"
        ),
        "parking": ("停车 车位 物业费 物业公司 物业管理 业委会 乱停 充电桩 车库 物业"),
        "noise": (
            "噪音 噪声 扰民 油烟 烧烤 夜宵 门面 商铺 摆摊 占道经营 广场舞 歌厅 KTV "
            "麻将 餐馆 饭店 超市 菜市场 农贸市场"
        ),
        "housing": (
            "漏水 渗水 外墙 墙面 电梯 楼道 房屋质量 危房 屋顶 烂尾 交房 房产证 "
            "公积金 廉租房 公租房 购房 开发商 经适房 住房 房子 楼盘 公房 租房 房改 "
            "楼板 消防 限价房"
        ),
        "roads": (
            "路灯 路面 道路 修路 公路 马路 大道 人行道 红绿灯 斑马线 天桥 立交 堵车 "
            "拥堵 地铁 公交 渣土车 大桥 隧道 路口 高架 辅道"
        ),
        "leisure": ("公园 健身器材 休闲 游乐 小广场 凉亭 绿道 游园"),
        "culture": (
            "图书馆 文化馆 体育 篮球 足球 球场 电影 博物馆 文物 古迹 故居 文化宫 "
            "文化站 文化活动 文化遗产 健身 广电 演出"
        ),
        "environment": ("垃圾 绿化 污染 臭味 恶臭 粉尘 扬尘 砍树 卫生 环境"),
        "care": (
            "老人 养老 孩子 小孩 幼儿园 学校 小学 中学 学生 入学 托管 家长 招生 课外 补课 残疾"
        ),
        "jobs": ("工资 社保 欠薪 工程款 就业 民工 招聘 待遇"),
    }
)
_TELLING = {kind: tuple(words.split()) for kind, words in _WORDS.items()}


def node_kind(first: str, second: str = "") -> str:
    """The plain word of a node's own; empty: as for the node above."""
    if second:
        return SECOND.get((first, second), "")
    return FIRST[first][0] if first in FIRST else OTHER


def plain_kind(first: str, *words: str) -> str:
    """The plain word of a message with this first-level kind; `words`: its subject, its text."""
    own, choices = FIRST.get(first, (OTHER, _ALL))
    return next((kind for text in words if (kind := _told(text, choices))), own)


def _told(text: str, choices: Iterable[str]) -> str:
    return next((kind for kind in choices if any(word in text for word in _TELLING[kind])), "")
