"""Made-up values that the component page shows its components with."""

from typing import Any

from django import forms

PIXELS = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'%3E"
    "%3Crect width='4' height='3' fill='%23b9ae9b'/%3E%3Ccircle cx='2' cy='1.5' r='.7'"
    " fill='%23f4efe4'/%3E%3C/svg%3E"
)
PLACES = [("领衔", "leading"), ("办理", "handling"), ("反馈", "feedback"), ("问效", "tracking")]


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="哪盏灯", help_text="灯杆上有编号，写不写都行。")
    words = forms.CharField(label="出了什么事？", widget=forms.Textarea, help_text="照平常说话写。")
    building = forms.ChoiceField(
        label="哪栋楼", choices=[("", "请选"), ("1", "1 号楼"), ("3", "3 号楼")]
    )
    urgency = forms.ChoiceField(
        label="急不急",
        widget=forms.RadioSelect,
        choices=[("now", "有危险，马上要人来"), ("soon", "这两天要办"), ("plain", "不急，排队")],
        help_text="有危险请先打 110、119 或 120。",
    )
    sides = forms.MultipleChoiceField(
        label="和谁有关",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("old", "老人"), ("shop", "店家"), ("tenant", "租客")],
    )
    public = forms.BooleanField(label="邻居也能看到这件事，看不到我是谁", required=False)
    on = forms.DateField(
        label="哪天", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    photos = forms.FileField(label="照片", widget=SeveralFiles, help_text="拍一张，说得清。")


def _stations(*states: str) -> list[dict[str, str]]:
    who = ["社区党委 陈书记", "幸福物业 刘工", "本人", "居民代表 赵阿姨"]
    when = ["11月20日", "还剩 2 个工作日", "最迟 11月27日", "12月26日"]
    return [
        {
            "key": key,
            "label": label,
            "state": state,
            "who": who[place],
            "when": "超 3 个工作日" if state == "overdue" else when[place],
            "note": "等配件" if state == "overdue" else "",
        }
        for place, ((label, key), state) in enumerate(zip(PLACES, states, strict=True))
    ]


def _row(number: str, title: str, left: str, at: str, rounds: int = 1) -> dict[str, Any]:
    stations = _stations("done", at, "ahead", "ahead")
    return {"number": number, "title": title, "left": left, "stations": stations, "rounds": rounds}


ROWS = [
    _row("A-1024", "三号楼的路灯不亮", "超 3 天", "overdue", 2),
    _row("A-1031", "电动车占了一楼过道，推轮椅出不去，说过两回也没人管，请给个准话", "2 天", "now"),
    _row("A-1033", "水管渗水", "等本人", "waiting"),
]
STAGES = {
    "filed": "待受理",
    "leading": "领衔",
    "handling": "办理",
    "feedback": "反馈",
    "tracking": "问效",
    "closed": "办结",
    "declined": "不受理",
    "merged": "已合并",
    "withdrawn": "已撤回",
}
PHOTOS = [
    {"src": PIXELS, "alt": "路灯，白天", "note": "办理前", "remove_name": "drop"},
    {"src": PIXELS, "alt": "路灯，晚上", "note": "办理后"},
]
STEPS = [
    {"what": "您说了这件事", "who": "本人", "when": "11月20日 09:12", "tone": "done"},
    {
        "what": "转给幸福物业，刘工负责",
        "who": "社区党委",
        "when": "11月20日 10:40",
        "words": "最迟周三答复。",
        "tone": "done",
    },
    {
        "what": "问过电工",
        "who": "幸福物业",
        "when": "11月21日 15:05",
        "words": "灯泡要等到货。",
        "internal": True,
        "tone": "waiting",
    },
    {"what": "超期了", "when": "11月25日", "tone": "late", "photos": PHOTOS},
]
LINKS = [
    {"text": "在办", "href": "#", "count": 12, "current": True},
    {"text": "超期", "href": "#", "count": 3},
    {"text": "等本人", "href": "#", "count": 0},
    {"text": "办完", "href": "#"},
]
BARS = [
    {"label": "路灯", "value": 32},
    {"label": "停车", "value": 21},
    {"label": "噪声", "value": 9, "tone": "waiting"},
    {"label": "渗水", "value": 3, "tone": "late"},
]
SATISFIED = (61, 60, 66, 64, 70, 71, 69, 74, 78, 77, 80, 82)
MONTHS = [{"label": f"{place}月", "value": value} for place, value in enumerate(SATISFIED, 1)]
KINDS = [
    {"value": "roads", "text": "路和灯", "icon": "route"},
    {"value": "pipes", "text": "水电气管", "icon": "droplets", "note": "漏水、停水、跳闸"},
]
ANSWERS = [
    {"label": "什么事", "value": "三号楼的路灯不亮", "href": "#"},
    {"label": "在哪儿", "value": "3 号楼门口", "href": "#"},
    {"label": "照片", "value": "2 张", "href": "#"},
]


def samples() -> dict[str, Any]:
    """Everything an example may name."""
    return {
        "form": SampleForm(auto_id="sample_%s"),
        "wrong_form": SampleForm({"words": "灯坏了"}, auto_id="wrong_%s"),
        "under_way": _stations("done", "now", "ahead", "ahead"),
        "overdue": _stations("done", "overdue", "ahead", "ahead"),
        "waiting": _stations("done", "waiting", "ahead", "ahead"),
        "closed": _stations("done", "done", "done", "done"),
        "stages": list(STAGES.items()),
        "rows": ROWS,
        "photos": PHOTOS,
        "steps": STEPS,
        "tabs": LINKS,
        "bars": BARS,
        "months": MONTHS,
        "answers": ANSWERS,
        "kinds": KINDS,
        "plan_sizes": {"small": 96, "large": 128},
    }
