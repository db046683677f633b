"""The demo town's places, bodies and people. All names are invented."""

from portal.people.models import Residency, User
from portal.roles.grants import Duty, Seat

# key, parent, level, name, code, public phone
AREAS = [
    ("city", "", "city", "渝山市", "ys", ""),
    ("district", "city", "district", "江北岭区", "jbl", ""),
    ("street", "district", "street", "黄葛街道", "hg", "023-6000-1000"),
    ("minle", "street", "community", "民乐村社区", "ML", "023-6000-1001"),
    ("tieta", "street", "community", "铁塔坪社区", "TT", "023-6000-1002"),
    ("ml1", "minle", "grid", "民乐第一网格", "ml-1", ""),
    ("ml2", "minle", "grid", "民乐第二网格", "ml-2", ""),
    ("tt1", "tieta", "grid", "铁塔第一网格", "tt-1", ""),
]
# parent grid, code prefix, buildings with their place on the plan
BUILDINGS = [
    ("ml1", "ml", [(1, 180, 220), (2, 360, 200), (3, 540, 230), (4, 720, 210)]),
    ("ml2", "ml", [(5, 200, 520), (6, 400, 560), (7, 600, 540), (8, 800, 520)]),
    ("tt1", "tt", [(1, 250, 300), (2, 500, 320), (3, 750, 300)]),
]
# key, area, seat, name, street office?, phone
BODIES = [
    ("ml_party", "minle", Seat.PARTY, "民乐村社区党委", False, "023-6000-1001"),
    ("tt_party", "tieta", Seat.PARTY, "铁塔坪社区党委", False, "023-6000-1002"),
    ("office", "street", Seat.GOVERNMENT, "黄葛街道办事处", True, "023-6000-1000"),
    ("works", "street", Seat.GOVERNMENT, "街道市政所", False, "023-6000-1010"),
    ("order", "street", Seat.GOVERNMENT, "综合执法大队", False, "023-6000-1011"),
    ("civil", "street", Seat.GOVERNMENT, "街道民政办", False, "023-6000-1012"),
    ("builder", "street", Seat.BUILDER, "新城更新建设公司", False, "023-6000-1020"),
    ("ml_property", "minle", Seat.PROPERTY, "安心物业民乐项目部", False, "023-6000-1030"),
    ("tt_property", "tieta", Seat.PROPERTY, "铁塔坪物业中心", False, "023-6000-1031"),
    ("ml_reps", "minle", Seat.REPS, "民乐村居民代表会", False, ""),
    ("tt_reps", "tieta", Seat.REPS, "铁塔坪居民代表会", False, ""),
    ("volunteers", "street", Seat.SOCIAL, "黄葛树志愿服务队", False, "023-6000-1040"),
]
# user name ("" for residents, who sign in by phone), name, body, head?
STAFF = [
    ("secretary", "罗秀兰", "ml_party", True),
    ("clerk", "程晓雨", "ml_party", False),
    ("tt_secretary", "龚正明", "tt_party", True),
    ("officer", "谭文君", "office", True),
    ("officer2", "冉小川", "office", False),
    ("works", "游建国", "works", True),
    ("order", "廖勇", "order", True),
    ("civil", "喻敏", "civil", True),
    ("builder", "蒲志刚", "builder", True),
    ("manager", "向东升", "ml_property", True),
    ("repairman", "牟师傅", "ml_property", False),
    ("tt_manager", "代红梅", "tt_property", True),
    ("rep", "袁桂芳", "ml_reps", True),
    ("tt_rep", "文世全", "tt_reps", True),
    ("volunteer", "舒畅", "volunteers", True),
]
# user name, name, area, duty
HOLDERS = [
    ("grid1", "卢小梅", "ml1", Duty.GRID_WORKER),
    ("grid2", "封涛", "ml2", Duty.GRID_WORKER),
    ("fund_chair", "罗秀兰", "minle", Duty.FUND_CHAIR),
    ("treasurer", "甘会计", "minle", Duty.TREASURER),
    ("cashier", "屈出纳", "minle", Duty.CASHIER),
    ("supervisor", "岑监事", "minle", Duty.SUPERVISOR),
    ("tailor", "侯裁缝", "minle", Duty.CRAFTSPERSON),
    ("exporter", "尚进", "street", Duty.EXPORTER),
    ("admin", "管理员", "city", Duty.ADMINISTRATOR),
]
A, T = User.Age, Residency.Tie
# key, name, age, building, door, tie, verified?
RESIDENTS = [
    ("chen", "陈淑芬", A.ELDER, "ml-b3", "2单元502", T.OWNER, True),
    ("zhou", "周德福", A.ELDER, "ml-b3", "1单元101", T.OWNER, True),
    ("lin", "林一舟", A.YOUNG, "ml-b5", "1单元803", T.TENANT, True),
    ("noodle", "面馆老宋", A.MIDDLE, "ml-b2", "底商3号", T.SHOP, True),
    ("wu", "吴晓燕", A.MIDDLE, "ml-b6", "3单元301", T.OWNER, True),
    ("he", "何天佑", A.YOUNG, "ml-b8", "2单元602", T.TENANT, False),
    ("pu", "浦老师", A.ELDER, "tt-b1", "1单元201", T.OWNER, True),
    ("qin", "秦雨桐", A.YOUNG, "tt-b2", "1单元1102", T.TENANT, True),
]
