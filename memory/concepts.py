"""Other words for the same thing, in Chinese and English: what a question says and what a row says, as one name.

A list of everyday words only, without rows and without an index. The sentence vectors know English synonyms by
themselves; they read no Chinese, and nothing of theirs joins a Chinese question to an English row. The longest word
at a place counts, so words that merely begin or end alike are listed too (a train is no car).
"""

from __future__ import annotations

import re
from functools import cache

MARK = "="
"""The first character of a concept's name as a word of the index; no piece of a text begins with it."""

_SAME = """
mother: 妈妈 母亲 老妈 我妈 娘亲 | mum mom mother mummy mommy
father: 爸爸 父亲 老爸 我爸 爹 | dad father daddy
wife: 妻子 老婆 太太 媳妇 爱人 | wife
husband: 丈夫 老公 爱人 | husband
son: 儿子 | son
daughter: 女儿 闺女 | daughter
child: 孩子 小孩 宝宝 子女 娃娃 | child children kid kids
parents: 父母 爸妈 双亲 | parents
grandmother: 奶奶 外婆 姥姥 祖母 | grandmother grandma granny nan
grandfather: 爷爷 外公 姥爷 祖父 | grandfather grandpa granddad
elder_brother: 哥哥 大哥 老哥 我哥
younger_brother: 弟弟 老弟 我弟
elder_sister: 姐姐 老姐 大姐 我姐
younger_sister: 妹妹 老妹 我妹
friend: 朋友 好友 闺蜜 哥们 | friend friends
colleague: 同事 | colleague colleagues coworker coworkers workmate
neighbour: 邻居 隔壁 | neighbour neighbor neighbours neighbors
boss: 老板 上司 领导 主管 上级 头儿 经理 | boss manager supervisor
teacher: 老师 教师 导师 教我 教的 | teacher tutor teaches instructor
coach: 教练 | coach trainer
doctor: 医生 大夫 医师 | doctor physician gp
dentist: 牙医 牙科 牙医生 牙科医生 | dentist
vet: 兽医 宠物医生 | vet veterinarian
therapist: 理疗师 康复师 物理治疗师 | physiotherapist physio
lawyer: 律师 | lawyer attorney solicitor
hairdresser: 理发师 发型师 理发 剪头发 理发店 剪发 | hairdresser barber hairstylist
nanny: 保姆 月嫂 | nanny babysitter
cleaner: 保洁 保洁员 清洁工 钟点工 | cleaner
accountant: 会计 会计师 | accountant bookkeeper
landlord: 房东 | landlord landlady
plumber: 水管工 修水管的 | plumber
home: 住 住在 住址 住处 我住 我家 家里 家住 家在 地址 | home live reside address
workplace: 工作 上班 公司 单位 就职 任职 | work job employer workplace employed
hometown: 老家 家乡 故乡 籍贯 | hometown
age: 年龄 岁数 几岁 多大了 岁 | age
office: 办公室 | office
birthday: 生日 过生日 出生 生于 | birthday born
anniversary: 纪念日 周年 | anniversary
allergy: 过敏 不能吃 不可以吃 吃不了 忌口 | allergic allergy allergies can't·eat cannot·eat must·not·eat not·eat
vegetarian: 吃素 素食 素食者 不吃肉 | vegetarian
dislike: 不喜欢 讨厌 不爱 受不了 反感 不爱吃 不爱喝 | dislike hate don't·like do·not·like can't·stand
like: 喜欢 喜爱 偏爱 爱吃 爱喝 最爱 偏好 钟爱 更喜欢 最喜欢 | prefer preference favourite favorite
restaurant: 餐厅 餐馆 饭店 饭馆 馆子 | restaurant eatery
cafe: 咖啡馆 咖啡店 咖啡厅 | café cafe coffee·shop
shop: 商店 店铺 小店 | shop store
hospital: 医院 诊所 | hospital clinic
pharmacy: 药店 药房 | pharmacy drugstore
medicine: 药 药物 药品 药片 | medicine medication pills meds
gym: 健身房 健身馆 健身中心 | gym
school: 学校 | school
car: 车 汽车 轿车 小车 车子 爱车 | car automobile
parking: 停车 停在 停放 停哪 停车场 停车位 车位 | parking parked
train: 火车 列车 动车 高铁 | train
bike: 自行车 单车 脚踏车 | bike bicycle
bus: 公交车 公交 巴士 公车 | bus
taxi: 出租车 的士 打车 | taxi cab
garage: 车库 | garage
umbrella: 雨伞 伞 阳伞 | umbrella
key: 钥匙 | key keys
wallet: 钱包 皮夹 钱夹 | wallet purse
glasses: 眼镜 | glasses spectacles
luggage: 行李 行李箱 旅行箱 | suitcase luggage baggage
passport: 护照 | passport
identity: 身份证 证件
mobile: 手机 | phone cellphone smartphone mobile
number: 号码 电话号码 手机号 手机号码 联系方式 电话 | number phone·number
computer: 电脑 计算机 笔记本电脑 | computer laptop
television: 电视 电视机 | tv television telly
charger: 充电器 充电头 | charger
fridge: 冰箱 | fridge refrigerator
rubbish: 垃圾 废品 | rubbish trash garbage bins
rent: 房租 租金 | rent
salary: 工资 薪水 薪资 | salary wage wages
meeting: 会议 开会 例会 | meeting
appointment: 预约 预定 预订 订位 订座 挂号 | appointment booking reservation
trip: 旅行 旅游 出差 行程 | trip journey
holiday: 假期 休假 放假 度假 | holiday vacation
flight: 航班 飞机 班机 | flight plane
hotel: 酒店 旅馆 宾馆 民宿 | hotel
seat: 座位 位子 席位 | seat
lesson: 课 课程 上课 | lesson class
exam: 考试 测验 | exam test
morning: 早上 早晨 清晨 上午 | morning
afternoon: 下午 午后 | afternoon
evening: 晚上 傍晚 夜晚 晚间 | evening
night: 夜里 半夜 深夜 夜间 | night
weekend: 周末 | weekend
monday: 周一 星期一 礼拜一 | monday
tuesday: 周二 星期二 礼拜二 | tuesday
wednesday: 周三 星期三 礼拜三 | wednesday
thursday: 周四 星期四 礼拜四 | thursday
friday: 周五 星期五 礼拜五 | friday
saturday: 周六 星期六 礼拜六 | saturday
sunday: 周日 星期日 星期天 礼拜天 周天 | sunday
clock24: 二十四小时 24小时 | 24-hour 24·hour
clock12: 十二小时 12小时 | 12-hour 12·hour
volume: 音量 | volume loudness
alarm: 闹钟 闹铃 | alarm alarms
timer: 计时器 倒计时 定时器 | timer
note: 笔记 备忘 备忘录 便签 | note memo
calendar: 日历 日程 | calendar agenda
photo: 照片 相片 图片 | photo picture
wifi: 无线网 无线网络 wifi wi-fi | wifi wi-fi
dark: 深色 暗色 夜间模式 | dark·mode dark·theme
drink: 饮料 喝的 喝点 喝什么 | drink beverage
pet: 宠物 | pet
colour: 颜色 | colour color
size: 尺码 尺寸 | size
nickname: 外号 绰号 昵称 小名 | nickname
insurance: 保险 车险 投保 | insurance insures
"""
_KIND_OF = """
drink: 茶 咖啡 啤酒 果汁 | tea coffee beer juice wine
pet: 狗 小狗 猫 小猫 狗狗 猫咪 | dog cat puppy kitten
"""
"""What a row names beside; a question for tea is no question for every drink."""
_NO_CONCEPT = """
记住 抓住 站住 住院 住手 打电话 打个电话 车站 车票 车厢 卡车 货车 堵车 坐车 下车 上车 开车 电动车 摩托车
课本 课桌 国家 大家 搬家 专家 茶几 药膏
"""
"""Longer words that hold one of the others and mean something else."""
_QUESTION = re.compile(
    r"你?(?:还)?(?:知道|记得|记不记得|知不知道)|(?:请你?)?(?:帮我|给我|替我|告诉我|跟我说)(?:一下)?"
    r"|(?:叫|是|有)?什么(?:名字|地方|时候|时间|东西|样|来着)?|叫?啥(?:名字)?"
    r"|(?:放|搁|摆|收|存|藏)?(?:在|到)?了?哪(?:里|儿|边|个|家|位|一?天|些)?了?|是?几[号点个时]|是?多[少大久长高]"
    r"|怎么样?|是?谁的?|叫?名字|来着|打个?电话|有没有|是不是|能不能|一[下个条]|安排|设置|设定|添加|新建|创建|看看"
)
"""How a Chinese question or order is put, which says nothing about what it is about."""

_LITTLE = " ，。？?！!我你的了吗呢"


def concepts_of(text: str) -> list[str]:
    """Return the concepts that a row's text names, in their order, as words for the index.

    `text` is in small letters and of normal width.
    """
    table, pattern = _table(of_rows=True)
    return [name for found in pattern.finditer(text) for name in table[_plain(found.group())]]


def split_question(text: str) -> tuple[list[str], str]:
    """Return the concepts that a question names, and the question without their words and without its phrasing."""
    table, pattern = _table(of_rows=False)
    found: list[str] = []

    def taken(match: re.Match[str]) -> str:
        names = table[_plain(match.group())]
        found.extend(names)
        return " " if names else match.group()

    rest = pattern.sub(taken, text)
    bare = _QUESTION.sub(" ", rest)
    return found, bare if found or bare.strip(_LITTLE) else rest


@cache
def _table(*, of_rows: bool) -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    """Return the concepts of each word, and a pattern that finds the longest of the words."""
    table: dict[str, tuple[str, ...]] = dict.fromkeys(_NO_CONCEPT.split(), ())
    for line in (_SAME + (_KIND_OF if of_rows else "")).strip().splitlines():
        if not line:
            continue
        name, _, words = line.partition(":")
        for word in words.replace("|", " ").replace("·", "\0").split():
            word = word.replace("\0", " ")
            table[word] = (*table.get(word, ()), MARK + name)
    ordered = sorted(table, key=lambda w: -len(w))
    chinese = "|".join(re.escape(w) for w in ordered if not w.isascii() and w[0] > "\u2fff" or w[:2].isdigit())
    other = "|".join(re.escape(w) for w in ordered if w[0] < "\u2fff")
    return table, re.compile(rf"{chinese}|(?<![a-z0-9])(?:{other})(?:'s)?(?![a-z0-9])")


def _plain(word: str) -> str:
    return word.removesuffix("'s")
