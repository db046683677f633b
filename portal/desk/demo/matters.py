"""The demo town's complaints: what, where, who, and how far each has come. All invented."""

from dataclasses import dataclass

from portal.loop.fold import Urgency


@dataclass(frozen=True, slots=True)
class Matter:
    """One complaint: the words, the cleared title, and its way through the loop."""

    days_ago: int
    who: str  # key of a resident; "" for one without account
    building: str
    kind: str
    text: str
    title: str
    lead: str
    way: str  # which way it goes: see walk.py
    done: str = ""  # the result
    urgency: Urgency = Urgency.ORDINARY
    accused: str = ""


M, U = Matter, Urgency
# fmt: off
MATTERS = [
    M(47, "chen", "ml-b3", "roads", "3号楼前面的路灯不亮，晚上下楼买菜看不见台阶，前天差点摔一跤。", "3号楼前路灯不亮", "ml_property", "closed", "换了灯泡和老化的线，晚上试过，亮了。", U.URGENT),
    M(45, "zhou", "ml-b3", "pipes", "一楼下水道返水，厨房地上全是脏水，一下雨就这样。", "3号楼一楼下水道返水", "works", "relapsed", "疏通了主管，清出半车淤泥。", U.URGENT),
    M(44, "wu", "ml-b6", "environment", "6号楼后面的垃圾桶总是满的，味道飘进屋。", "6号楼后垃圾清运不及时", "ml_property", "closed", "改成一天清两次，桶也换了带盖的。"),
    M(38, "lin", "ml-b5", "parking", "电瓶车没地方充电，大家从窗户拉线下来，很危险。", "5号楼缺电瓶车充电位", "builder", "not_yet", "已选好点位，充电柜正在采购。", U.LONG_TERM),
    M(43, "pu", "tt-b1", "leisure", "院坝的长椅断了两条，老人没地方坐。", "院坝长椅损坏", "tt_property", "closed", "换了四条新椅子，加了靠背。"),
    M(19, "wu", "ml-b2", "noise", "底楼面馆凌晨四点开始剁肉，抽油烟机也响，楼上睡不着。", "2号楼底商凌晨噪声", "order", "twice", "约谈了店家，改到六点以后备料，风机加了隔音。", U.ORDINARY),
    M(31, "qin", "tt-b2", "housing", "楼顶漏水，顶楼两家墙面都发霉了。", "2号楼楼顶漏水", "builder", "tracking", "重做了防水，做过闭水试验。", U.LONG_TERM),
    M(27, "", "ml-b7", "environment", "7号楼楼道堆了好多旧家具，怕起火。", "7号楼楼道堆物", "ml_property", "tracking", "和三家人说好了，周末一起搬走的。", U.URGENT),
    M(22, "he", "ml-b8", "culture", "活动室晚上八点就关门，下班的人用不上。", "活动室开放时间", "volunteers", "tracking", "志愿者排了班，周二周四开到九点半。"),
    M(8, "chen", "ml-b3", "care", "社区食堂的台阶太高，推轮椅上不去。", "社区食堂无障碍坡道", "builder", "feedback", "坡道和扶手都装好了。"),
    M(7, "lin", "ml-b5", "jobs", "想在社区摆个周末手作摊，不知道找谁。", "周末手作摊位", "civil", "feedback", "可以到巧匠坊登记，周六有六个摊位。"),
    M(21, "zhou", "ml-b4", "roads", "4号楼转角的石板翘起来了，绊人。", "4号楼转角石板翘起", "works", "reopened", "重新铺了石板。", U.URGENT),
    M(16, "pu", "tt-b3", "pipes", "水表井盖缺了一块，小孩容易踩进去。", "水表井盖破损", "tt_property", "review", "换了新的复合井盖。", U.URGENT),
    M(12, "wu", "ml-b6", "parking", "地面划了车位，可外面的车天天占着，业主停不进来。", "外来车辆占用车位", "ml_property", "overdue"),
    M(9, "qin", "tt-b2", "noise", "对面工地晚上十一点还在施工。", "夜间施工噪声", "order", "whistled"),
    M(7, "he", "ml-b8", "housing", "单元门的门禁坏了，谁都能进。", "8号楼单元门禁损坏", "ml_property", "asked"),
    M(6, "", "ml-b1", "environment", "树枝伸到二楼窗户边了，蚊子多，也挡光。", "1号楼树枝遮挡窗户", "ml_property", "handling"),
    M(5, "chen", "ml-b3", "parking", "物业收停车费不开票，问了也不说。", "停车费不开票", "", "accused", accused="ml_property"),
    M(4, "lin", "ml-b5", "pipes", "高层水压不够，晚上洗澡出不来水。", "5号楼晚间水压不足", "works", "leading"),
    M(3, "noodle", "ml-b2", "other", "想请社区帮忙协调隔壁店的招牌挡住我们的门头。", "底商招牌遮挡", "order", "objected"),
    M(2, "wu", "ml-b6", "leisure", "健身器材的螺丝松了，摇得厉害。", "健身器材松动", "", "filed", "", U.URGENT),
    M(2, "zhou", "ml-b3", "roads", "3号楼门口的路灯这两天又一闪一闪的。", "3号楼门口路灯闪烁", "", "filed"),
    M(1, "chen", "ml-b3", "roads", "三栋门口那盏灯晚上一直闪，眼睛难受。", "3号楼门口灯闪", "", "merge_with_previous"),
    M(1, "pu", "tt-b1", "care", "独居老人多，想有人每天打个电话问一声。", "独居老人每日问候", "", "filed", "", U.LONG_TERM),
    M(1, "", "tt-b3", "environment", "有人在绿化带种菜，浇粪，臭。", "绿化带种菜", "", "declined"),
    M(0, "qin", "tt-b2", "housing", "电梯这周停了三次，我关在里面十分钟。", "2号楼电梯多次停运", "", "filed", "", U.EMERGENCY),
]
# fmt: on
