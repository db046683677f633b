"""Every component in every state, as the component page shows it and the tests render it.

An example is the very template code a page would write; what is shown is what it renders to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.template import engines
from django.utils.safestring import SafeString

from portal.face.samples import SAMPLES


@dataclass(frozen=True)
class Example:
    """One state of a component: its code, and what the code reads besides the samples."""

    state: str
    code: str


@dataclass(frozen=True)
class Shown:
    """An example together with what it renders to."""

    state: str
    code: str
    html: SafeString


@dataclass(frozen=True)
class Group:
    """All examples of one component."""

    name: str
    examples: Sequence[Example] = field(default_factory=list)


def _group(name: str, **states: str) -> Group:
    return Group(name, [Example(state.replace("_", " "), code) for state, code in states.items()])


GROUPS = (
    _group(
        "button",
        primary='{% component "button" text="说一件事" %}',
        with_icon='{% component "button" text="打电话" icon="phone" href="#" %}',
        secondary='{% component "button" text="先存着" kind="secondary" %}',
        quiet='{% component "button" text="不用了" kind="quiet" %}',
        danger='{% component "button" text="撤回这件事" kind="danger" %}',
    ),
    _group(
        "loop_line",
        large_under_way='{% component "loop_line" stations=under_way %}',
        large_overdue='{% component "loop_line" stations=overdue %}',
        large_second_round='{% component "loop_line" stations=waiting rounds=2 %}',
        large_closed='{% component "loop_line" stations=closed %}',
        small='{% component "loop_line" stations=under_way size="small" %}',
        small_second_round='{% component "loop_line" stations=overdue rounds=2 size="small" %}',
        tiny='{% component "loop_line" stations=waiting size="tiny" %}',
        tiny_third_round='{% component "loop_line" stations=overdue rounds=3 size="tiny" %}',
    ),
    _group(
        "stage_badge",
        every_stage="""{% for stage, text in stages %}
  {% component "stage_badge" stage=stage text=text %}
{% endfor %}""",
        overdue='{% component "stage_badge" stage="handling" text="办理" overdue=True %}',
    ),
    _group(
        "notice",
        info='{% wrap "notice" %}<p>周六停水，早八点到午后两点。</p>{% endwrap %}',
        done='{% wrap "notice" kind="done" %}<p>记下了，编号 A-1024。</p>{% endwrap %}',
        warn='{% wrap "notice" kind="warn" title="快到期了" %}<p>还剩 2 个工作日。</p>{% endwrap %}',
        late='{% wrap "notice" kind="late" %}<p>已超 3 个工作日，街道在督办。</p>{% endwrap %}',
    ),
    _group(
        "field",
        text='{% component "field" field=form.title %}',
        one_question='{% component "field" field=form.words big=True %}',
        select='{% component "field" field=form.building %}',
        radios='{% component "field" field=form.urgency %}',
        several='{% component "field" field=form.sides %}',
        tick='{% component "field" field=form.public %}',
        date='{% component "field" field=form.on %}',
        error='{% component "field" field=wrong_form.title %}',
        error_in_a_choice='{% component "field" field=wrong_form.urgency %}',
    ),
    _group(
        "fieldset",
        two_fields="""{% wrap "fieldset" legend="怎么找到您" hint="只给办事的人看。" %}
  {% component "field" field=form.title %}
{% endwrap %}""",
    ),
    _group("error_summary", errors='{% component "error_summary" form=wrong_form %}'),
    _group(
        "photo_field",
        empty='{% component "photo_field" field=form.photos %}',
        error='{% component "photo_field" field=wrong_form.photos %}',
        kept='{% component "photo_field" field=form.photos kept=photos %}',
    ),
    _group(
        "link_row",
        plain='{% component "link_row" title="云上共治" href="#" note="说事、商量、一起定" icon="users" %}',
        with_loop_line="""{% wrap "link_row" title="三号楼的路灯不亮" href="#" note="环境 · 昨天" mark="还剩 2 天" %}
  {% component "loop_line" stations=under_way size="small" %}
{% endwrap %}""",
    ),
    _group("timeline", steps='{% component "timeline" steps=steps label="经过" %}'),
    _group(
        "table",
        dense="""{% wrap "table" caption="待办" dense=True keys=True %}
<thead><tr><th><span class="unseen">选</span></th><th>编号</th><th>事项</th><th>走到哪</th><th class="number">剩余</th></tr></thead>
<tbody>{% for row in rows %}<tr>
  <td><input type="checkbox" aria-label="选 {{ row.number }}"></td>
  <td class="nowrap" data-label="编号">{{ row.number }}</td>
  <th scope="row"><a href="#">{{ row.title }}</a></th>
  <td data-label="走到哪">{% component "loop_line" stations=row.stations rounds=row.rounds size="tiny" %}</td>
  <td class="number" data-label="剩余">{{ row.left }}</td>
</tr>{% endfor %}</tbody>
{% endwrap %}""",
    ),
    _group(
        "action_bar",
        three_chosen="""{% wrap "action_bar" label="选了 3 件" %}
  {% component "button" text="受理" %}
  {% component "button" text="转给…" kind="secondary" %}
  {% component "button" text="合并" kind="secondary" %}
{% endwrap %}""",
    ),
    _group(
        "side_panel",
        open="""{% wrap "side_panel" title="三号楼的路灯不亮" close="#" id="sample" %}
  {% component "loop_line" stations=waiting size="small" %}
  <p>灯杆编号 L-12，晚上七点后全黑。</p>
{% endwrap %}""",
    ),
    _group(
        "pager",
        middle='{% component "pager" newer="#" older="#" %}',
        first='{% component "pager" older="#" note="每页 20 件" %}',
    ),
    _group("tabs", four='{% component "tabs" links=tabs label="我的事" %}'),
    _group("filters", three='{% component "filters" links=tabs label="只看" %}'),
    _group(
        "empty",
        with_a_way_on='{% component "empty" title="还没有人说过这样的事" text="您可以做第一个。" href="#" action="说一件事" %}',
        plain='{% component "empty" title="今天没有到期的事" text="明天有 2 件。" %}',
    ),
    _group(
        "figure",
        rate='{% component "figure" sentence="十件里有九件按时答复" number="91.3" unit="%" numerator=42 denominator=46 left_out="另有 3 件联系不上" %}',
        money='{% component "figure" sentence="本月收入比支出多" number="¥16,750.00" tone="done" %}',
        late='{% component "figure" sentence="有两件超期，都在等配件" number="2" unit="件" tone="late" %}',
    ),
    _group(
        "bar_plot",
        kinds='{% component "bar_plot" rows=bars top=32 caption="路灯和停车占了一半" unit=" 件" %}',
    ),
    _group(
        "trend",
        months='{% component "trend" rows=months caption="满意的人一年里多了两成" unit="%" %}',
    ),
    _group("summary_list", answers='{% component "summary_list" rows=answers %}'),
    _group(
        "receipt",
        with_code='{% component "receipt" title="收到了，周三前答复您" number="A-1024" number_label="您的编号" promise="11月25日 周三" promise_label="最迟答复" qr="A-1024" qr_label="扫一扫看进展" %}',
        without_code='{% component "receipt" title="收到了" number="A-1024" number_label="您的编号" %}',
    ),
    _group("qr", plain='{% component "qr" text="A-1024" label="扫一扫看进展" %}'),
    _group("steps_header", second='{% component "steps_header" at=2 of=4 title="在哪儿？" %}'),
    _group(
        "confirm",
        plain="""{% wrap "confirm" question="撤回这件事？" action="#" yes="撤回" back="#" danger=True %}
  <p>撤回后不再办理，经过还留着。</p>
{% endwrap %}""",
    ),
    _group("back_link", plain='{% component "back_link" href="#" %}'),
    _group("photo_grid", three='{% component "photo_grid" photos=photos %}'),
    _group(
        "icon",
        sizes='{% component "icon" name="lamp" %}{% component "icon" name="lamp" size=32 %}',
    ),
)


def rendered_groups(request: HttpRequest) -> Iterator[tuple[str, list[Shown]]]:
    """Each component's name with its examples, rendered in this request's preferences."""
    engine = engines["django"]
    for group in GROUPS:
        yield (
            group.name,
            [
                Shown(
                    each.state,
                    each.code,
                    engine.from_string("{% load face %}" + each.code).render(
                        dict(SAMPLES()), request
                    ),
                )
                for each in group.examples
            ],
        )
