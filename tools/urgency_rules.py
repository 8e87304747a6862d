"""How urgent a notification is by rules: where no model can read it, where none is there, and to compare with.

It knows words of English and Chinese notifications and Android's categories. It knows no model and no phone.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Priority = Literal["now", "soon", "later", "noise"]
LEVELS: Final[tuple[Priority, ...]] = ("now", "soon", "later", "noise")
"""Most urgent first."""

_CLOCKS = frozenset({"com.google.android.deskclock", "com.android.deskclock"})
_PHONES = frozenset({"com.google.android.dialer", "com.android.dialer", "com.android.server.telecom"})
_STALE = 90
"""Minutes after which what was for this very moment is over."""

_ADVERT = re.compile(
    r"\b(?:sale|deals?|coupons?|vouchers?|discount|cash ?back|promo|bonus|jackpot|spins?|gems?|coins|rewards?|prizes?"
    r"|winner|win|premium|upgrade|subscribe|free (?:trial|delivery|gift|month)|gift inside|offers?|limited|hurry"
    r"|last chance|act now|ends (?:tonight|today|at midnight|soon)|miss(?:ed)? you|come back|streak|invite friends"
    r"|loans?|pre-approved|bets?|odds|rate us|survey|stop to (?:opt|end)|shop now|order now|play now|act fast"
    r"|don'?t miss|claim|unlock|suggested|recommended|because you|new for you|people you may know|villagers|troops"
    r"|energy is full|revenge|basket|points expire|exclusive|\boff\b(?= your| all| every| the))\b",
    re.IGNORECASE,
)
_DISCOUNT = re.compile(r"\d\s?%\s+(?:off|cheaper|cash ?back|bonus|discount)|[$€£]\d[\d.,]* (?:off|free)", re.IGNORECASE)
_NOW = re.compile(
    r"\b(?:emergency|ambulance|hospital|heart attack|stroke|unconscious|can'?t breathe|bleeding|sos|help(?=[!.]*$)"
    r"|fell\b|fallen|fall detected|accident|crash detected|fire|smoke|gas leak|carbon monoxide|water leak|flood|leak"
    r"|glass break|intruder|break-in|motion detected|alarm triggered|panic|evacuat\w+|tornado|earthquake|tsunami"
    r"|take shelter|lockdown|fraud\w*|suspicious|unusual (?:activity|payment|sign-?in|charge)|declined|not you"
    r"|wasn'?t you|didn'?t (?:do|ask|request)|new sign-?in|new login|password (?:was )?(?:changed|reset)"
    r"|(?:payment|transaction) (?:failed|refused|declined|rejected)|could not (?:be charged|charge)"
    r"|didn'?t go through|card .{0,30}(?:blocked|declined|refused|suspended|locked)|intensive care|112|911|999"
    r"|(?:can'?t|cannot) (?:walk|stand|move|breathe)|slipped|bleed\w*|nosebleed|wheezing|straight away|at once"
    r"|verification code|security code|login code|one-time|your code|incoming call|incoming video|is calling|ringing"
    r"|locked out|stolen|come quick\w*|right now|asap|as soon as you|urgent low|glucose low|low glucose|critical"
    r"|heart rate|battery very low|down\b(?= for| since|:)|outage now|cancelled|gate changed|final call"
    r"|doorbell|somebody is at|someone is at|stopped (?:a|your)|overdraw\w*|recall)\b",
    re.IGNORECASE,
)
_FLEETING = re.compile(
    r"\b(?:(?:is|are|am|i'm) (?:here|outside|downstairs)|(?:has|have) arrived|outside your|at (?:your|the) (?:\w+ )?"
    r"(?:door|gate|entrance|corner)|waiting for (?:you|two|\d)|(?:is|we'?re) waiting|arriving now|almost at|boarding"
    r"|starts? in \d+|begins in \d+|in \d{1,2} ?min(?:ute)?s?|starting now|timer done|time'?s up|time is up"
    r"|your table is ready|pull(?:ing)? up|turn (?:left|right)|let me in|buzz me|where (?:are you|r u)\?+"
    r"|leave now|ends in \d+ ?min\w*|expires in \d+ ?min\w*)\b",
    re.IGNORECASE,
)
_SOON = re.compile(
    r"\b(?:today|tonight|this (?:morning|afternoon|evening)|tomorrow|due|overdue|by \d|deadline|missed (?:call|alarm)"
    r"|voicemail|please|pls|can you|could you|would you|will you|are you|are we|do you|did you|when (?:will|can|are)"
    r"|call me|call back|let me know|confirm|reply|answer|appointment|out for delivery|arriving|delivered|pick ?up"
    r"|running late|delayed|reminder|expires|battery low|low battery|nearly full|sign|approve|review requested|waiting"
    r"|test results|invited you|asks?)\b|\?",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"\b(?:false alarm|never mind|no need to (?:come|hurry|worry)|panic over|all (?:good|clear|green)|(?:is|was|been) "
    r"resolved|(?:sorry for|gave us) (?:the|a) scare|nothing happened|it was only|everything (?:is fine|works again))\b"
    r"|没事了|虚惊一场|误报|已解除|已恢复|不用来了|不用担心|别担心|解除了",
    re.IGNORECASE,
)
"""What says that an earlier alarm is over."""
_TO_COME = re.compile(r"\W*(?:upcoming|missed|snoozed)\b", re.IGNORECASE)
_PEOPLE = frozenset({"msg", "email", ""})
_BY_CATEGORY: Final[dict[str, Priority]] = {
    "alarm": "now", "call": "now", "missed_call": "soon", "msg": "soon", "reminder": "soon", "event": "soon",
    "navigation": "now", "email": "later", "promo": "noise", "recommendation": "later", "err": "soon",
}  # fmt: skip

_ZH_SIGNS = re.compile(r"[\u3400-\u9fff]")
_LETTERS = re.compile(r"[^\W\d_]")
_ZH_ADVERT = re.compile(
    "优惠|折扣|[0-9一二三四五六七八九]折|满减|满\\d+减|红包|秒杀|特价|促销|大促|抽奖|中奖|领取|领券|券|免费|会员(?:日|专享|特惠)|限时|福利|返现"
    "|砍价|拼团|抢购|清仓|新品|上新|种草|猜你喜欢|为你推荐|推荐|回归|想你|好久不见|签到|金币|钻石|体力|开服|礼包|奖励|登录即送|贷款|借款|额度|低息"
    "|https?:|www\\.|复制链接|加(?:我)?微信|兼职|刷单|补贴|立省|低至|仅需|元起|宝箱|进攻|攻打|复活|英雄|战斗|兑换|积分|清零|最后机会|不容错过|错过|赢取|大奖|等你来(?:玩|战|拿)|专属礼"
    "|投资|暴涨|稳赚|退订|回T|点击链接|开通会员|升级会员|邀请好友|热搜|八卦|爆款|直播间|皮肤|抽卡|召唤|怪物|城堡|部落|战队|公会|副本|关卡"
    "|優惠|折價|紅包|秒殺|特價|抽獎|中獎|領取|領券|免費|限時|搶購|推薦|簽到|金幣|鑽石|體力|禮包|獎勵|貸款|借錢|退訂"
)
_ZH_NOW = re.compile(
    "来电|來電|响铃|闹钟|鬧鐘|急救|救护车|救護車|医院|醫院|摔倒|摔了|跌倒|骨折|昏倒|晕倒|救命|救我|出事|车祸|車禍|火警|着火|起火|烟雾|煙霧|燃气|煤气|瓦斯|漏水|爆管"
    "|报警|報警|警报|警報|入侵|撬|陌生人|异常登录|異常登入|异地登录|新设备|新設備|非本人|不是本人|不是你|盗刷|盜刷|诈骗|詐騙|冻结|凍結|可疑|支付失败|付款失敗|扣款失败"
    "|扣款失敗|余额不足|餘額不足|交易失败|验证码|驗證碼|密码已(?:被)?(?:修改|更改|重置)|密碼已|紧急|緊急|马上|馬上|立刻|立即回|赶紧|趕緊|快来|快來|快回|疏散|撤离|避险"
    "|地震|海啸|台风红色|红色预警|暴雨红|宕机|故障告警|服务不可用|心率过|心率異常|血糖(?:过|偏)?低|低血糖|走失|不见了|丢了|门外|敲门|门铃|門鈴|被锁|锁在|断电|低电量关机|即将关机"
    "|疼得|痛得|喘不|流血|出血|受伤|抢救|病危|手术|急诊|急診|心脏病|心臟病|中风|中風|呼吸困难|失联|被困|冒烟|漏电|进水|溢水|没带钥匙|进不去|进不了门|开不了门|快接|接电话|速回|速来|求救|跟踪我|怎么还没"
    "|挂失|被盗|盗用|境外(?:消费|交易)|登录请求|正在尝试登录|支付密码|异常(?:交易|操作|活动)|被拒|扣费失败|续费失败|已停机|停止检票|正在检票|无法访问|告警|线上故障|服务器|病房|叫救护|烧到|高烧|走丢|没到学校|没来上课"
    "|登机口变更|航班取消|列车停运|取消航班|最后登机|孩子.{0,8}(?:发烧|受伤|不舒服)|请(?:马上|立即|尽快)接|接孩子|崩了|卡.{0,4}(?:冻|锁)|呼叫你|呼叫您|求助|SOS"
)
_ZH_FLEETING = re.compile(
    "已到达|已到達|到了.{0,4}(?:楼下|门口)|在(?:楼下|门口|你家|樓下|門口)|司机已|司機已|车已到|已抵达|正在等|等(?:你|您)(?!审批|審批|回|确认|確認)|分钟后(?:开始|到|出发|开会|发车|关闭|结束)|分鐘後|即将开始"
    "|即將開始|马上开始|正在登机|开始登机|登機|计时(?:结束|完成)|时间到|時間到|取餐|叫号|到号|轮到|[0-9一二三四五六七八九十]+分钟(?:内|之后|就)|在上车点|电梯口|就差你|都在等|人到齐|开门|我到了|骑手.{0,6}(?:到|楼下)|外卖(?:已)?(?:送达|到了)|左转|右转|前方|即将到站"
)
_ZH_SOON = re.compile(
    "今天|今日|今晚|下午|晚上|中午|上午|明天|明早|截止|到期|逾期|欠费|待缴|缴费|还款|账单|帳單|未接|语音留言|請|请|麻烦|麻煩|能不能|可以吗|可以嗎|吗[?？]?|嗎|呢[?？]|[?？]|什么时候|几点"
    "|回电|回電|回复|回覆|确认|確認|预约|預約|派送|派件|配送|快递|包裹|取件|签收|快遞|会议|會議|面试|开会|提醒|电量低|电量不足|審批|等你|等您|空间不足|审批|审核|签字|待办|延误|晚点|報告|检查结果|体检报告|复诊|家长会|作业"
)
_ZH_LATER = re.compile(
    "谢谢|感谢|晚安|哈哈|嘿嘿|到家了|没事了|已恢复|虚惊|误报|已解除|已入账|到账|已完成|发票|回执|不着急|不急|收藏了|转发了|朋友圈|相册|回忆|点赞|赞了|讚|关注了|关注你|新增粉丝|评论了|已更新|更新完成|下载完成|備份|备份完成|正在播放|周报|日报|月报|步数|同步|已发货|发货|天气|早报|晚报|订阅|更新了"
)


UNREAD: Final = frozenset({"transport", "service"})
"""Categories of what only goes on: music that plays, an app at work. An app that claims them lowers itself."""


def is_certain(package: str, category: str) -> bool:
    """Say whether the phone's own clock or telephone rings now; another app may only claim to."""
    return (package in _CLOCKS and category == "alarm") or (package in _PHONES and category in ("call", "missed_call"))


def is_over(words: str, minutes: int) -> bool:
    """Say whether words that are for this very moment (`is here`, `starts in 5 minutes`) and no alarm are too old."""
    return minutes >= _STALE and bool(_FLEETING.search(words[:2000])) and not _NOW.search(words[:2000])


def is_latin(text: str) -> bool:
    """Say whether most letters are Latin ones: the small model reads no others."""
    letters = _LETTERS.findall(text)
    latin = sum(letter < "\u0250" for letter in letters)
    return 2 * latin > len(letters) or not letters


def rule_priority(app: str, category: str, title: str, text: str, minutes: int, importance: int = 3) -> Priority:
    """Return the level that words and category tell.

    Args:
        minutes: Age; what was for this very moment is `later` once it is old.
        importance: Of its channel, 0 to 5; 1 and 0 never sound.
    """
    words = f"{title}\n{text}"[:2000]
    if len(_ZH_SIGNS.findall(words)) * 2 > len(_LETTERS.findall(words)):
        return _chinese(category, words, minutes, importance)
    advert = category == "promo" or bool(_DISCOUNT.search(words))
    if advert or (_ADVERT.search(words) and category not in ("call", "alarm", "event")):
        return "noise"
    if category in UNREAD:
        return "later"
    if category == "alarm" and _TO_COME.match(title):
        return "soon"
    if _SETTLED.search(words):
        return "later"
    if _FLEETING.search(words):
        return "now" if minutes < _STALE else "later"
    if _NOW.search(words) and category != "social":
        return "now"
    if category in _PEOPLE | {"status", "event", "reminder", "err", "social"} and _SOON.search(words):
        return "soon"
    return _by_category(category, minutes, importance)


def _chinese(category: str, words: str, minutes: int, importance: int) -> Priority:
    if category == "promo" or _ZH_ADVERT.search(words):
        return "noise"
    if category in UNREAD or category == "missed_call":
        return "later" if category in UNREAD else "soon"
    if _SETTLED.search(words):
        return "later"
    if _ZH_FLEETING.search(words):
        return "now" if minutes < _STALE else "later"
    if _ZH_NOW.search(words):
        return "now"
    if _ZH_LATER.search(words):
        return "later"
    if _ZH_SOON.search(words) and category != "social":
        return "soon"
    return _by_category(category, minutes, importance)


def _by_category(category: str, minutes: int, importance: int) -> Priority:
    """Return what is left to say when the words say nothing."""
    found = _BY_CATEGORY.get(category, "later")
    if found == "now" and minutes >= _STALE:
        return "soon"
    return "later" if found in ("now", "soon") and importance <= 1 else found
