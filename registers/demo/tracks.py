"""What became of the demo's alerts by 15 June: how many went which way, each step on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitoring.choices import Outcome


def june(day: int) -> date:
    return date(2026, 6, day)


@dataclass(frozen=True)
class Track:
    """`count` alerts take these (day, step) in turn; None: all that are left."""

    name: str
    count: int | None
    steps: tuple[tuple[date, str], ...]


VISITED = ((june(2), "assign"), (june(3), "start"), (june(4), "verify"))

# Alerts of the first screening (1 June). Limits: assign 1 working day, visit 3, decide 5.
FIRST_TRACKS = (
    Track("办结", 30, (*VISITED, (june(8), "close"))),
    Track("待审定，已超期", 4, VISITED),
    Track("待审定", 8, ((june(9), "assign"), (june(10), "start"), (june(12), "verify"))),
    Track("上报县级", 3, (*VISITED, (june(10), "escalate"))),
    Track("县级办结", 2, (*VISITED, (june(8), "escalate"), (june(11), "county_close"))),
    Track("退回重新核实", 3, (*VISITED, (june(11), "send_back"))),
    Track("入户中，已超期", 3, ((june(8), "assign"), (june(9), "start"))),
    Track("入户中", 8, ((june(11), "assign"), (june(12), "start"))),
    Track("退回县里", 2, ((june(12), "return"),)),
    Track("县里重新分派", 2, ((june(2), "return"), (june(11), "county_assign"), (june(12), "start"))),
    Track("已分派，已超期", 4, ((june(8), "assign"),)),
    Track("没有分派，已超期", 3, ()),
    Track("已分派", None, ((june(12), "assign"),)),
)
# … of the second (8 June), and of today's: most of these wait to be assigned.
SECOND_TRACKS = (
    Track("办结", 8, ((june(9), "assign"), (june(9), "start"), (june(10), "verify"), (june(12), "close"))),
    Track("没有分派，已超期", 2, ()),
    Track("待审定", 3, ((june(9), "assign"), (june(10), "start"), (june(11), "verify"))),
    Track("已分派", None, ((june(12), "assign"),)),
)
TODAY_TRACKS = (
    Track("今天分派", 6, ((june(15), "assign"),)),
    Track("待分派", None, ()),
)

# rule: (conclusion, what the two saw, why). Several per rule take turns.
FINDINGS: dict[str, tuple[tuple[Outcome, str, str], ...]] = {
    "R01": (
        (Outcome.APPLY, "户主在家务农，务工的人年初已返乡，家里只有玉米和几只羊，去年收入不多。", "人均收入低于线，本人愿意申请"),
        (Outcome.WATCH, "儿子5月起在县城工地上班，已拿到第一个月工资，家里生活能维持。", "务工刚稳定，下月再看一次工资"),
    ),
    "R05": ((Outcome.IDENTIFY, "住院的人已出院在家休养，报销后还欠亲戚钱，近期不能干重活。", "扣除自付后人均低于线"),),
    "R07": ((Outcome.REFER, "正房后墙有通长裂缝，屋面漏雨，一家人还住在里面。", "房屋局部危险，转住建局安排改造"),),
    "R08": ((Outcome.REFER, "枯水期要到沟底挑水，水窖见底，邻近三户情况一样。", "供水保证率不够，转水务局处理"),),
    "R09": ((Outcome.REFER, "孩子在外婆家，说不想念书，家长同意劝返，学校已约时间。", "未在校，转教体局控辍保学"),),
    "R10": ((Outcome.REFER, "本人说以为单位交了，其实没有参保，愿意补缴。", "未参保，转医保局办理补缴"),),
    "R12": ((Outcome.UPDATE, "新办的残疾人证看过原件，本人行动不便，家人照料。", "残疾情况属实，更新档案并告知两项补贴"),),
    "R23": ((Outcome.APPLY, "上次没有通过以后家里又出了新情况，收入比去年少了很多。", "新情况属实，可以重新申请"),),
    "R24": ((Outcome.APPLY, "退出低保以后家里又出了新情况，主要劳动力顶不上来。", "新情况属实，可以重新申请"),),
    "I01": ((Outcome.REVIEW_EXIT, "人已去世，家属拿出火化证，低保金这几个月还在发。", "死亡属实，启动退出核查并追回"),),
    "I04": ((Outcome.UPDATE, "人一直住在本户，另一户是亲戚，填表时写重了。", "常住本户，请另一镇更正成员"),),
}
OTHERWISE = ((Outcome.NONE, "到家看过，生活正常，所报情况已经解决，家里没有新的困难。", "情况已经解决，暂时没有返贫致贫风险"),)
ESCALATED = "涉及两个镇，镇里定不了，请县里协调后明确由谁办理。"
SENT_BACK = "没有写清近三个月的收入，请再去一次问清楚并补记。"
RETURNED = "这一户已搬到别的镇居住，请县里核对后重新分派。"
COUNTY_NOTE = "县专班与两镇核对，情况属实，按核实结论办理。"
