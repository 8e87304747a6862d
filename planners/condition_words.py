"""How conditions are said: one pattern a way of saying it, with the family that reads it. A table of words."""

from __future__ import annotations

from .phrases import CLOCK, DAY, EVENT, PART, PRONOUN, WHO

_SINCE = (
    rf"(?P<since>today|yesterday|this (?:morning|afternoon|evening|week)|(?:on |since |last )?(?:{DAY})|last night)"
)
_WHEN = (
    rf"(?:(?:on |for )?(?P<day>{DAY})(?: (?:in the )?(?P<part>{PART}))?|this (?P<this>{PART})|in the (?P<rest>{PART}))"
)
_ON_CALENDAR = r"(?:(?:on|in) (?:my|the) (?:calendar|diary|schedule|agenda))"
_WHOM = rf"(?:{PRONOUN}|{WHO})"
_PLANNED = r"(?:planned|scheduled|on|going on|booked|to do)"
_ENTRY = r"(?:appointments?|meetings?|events?|entr(?:y|ies)|plans)"
BELOW = r"below|under|beneath|less than|lower than|down to less than|fewer than"
ABOVE = r"above|over|more than|higher than|greater than"
_IS = r"(?:is|are|'s|gets|turns|becomes|goes|was)(?: not|n't)?(?: (?:still|already|currently|turned|switched|set to))*"
_HAS = r"(?:have|has|'ve|'s|have got|'ve got|'s got|has got)"
_DO_NOT = r"(?:do not|don't|does not|doesn't|have not|haven't|has not|hasn't|did not|didn't)"
_SWITCH = r"(?:the |my )?(?P<switch>[\w' -]+?)"
_SAID = r"(?:says?|said|mentions?|contains?|reads|has the words?|asks for|speaks of|is about|wrote|writes)"
_MESSAGE = r"(?:(?:text |new |unread )*(?:messages?|texts?|sms|e?-?mails?))"
_NOTICE = r"(?:new |unread )?(?:notifications?|alerts?)"
_NOTICE_APP = r"(?P<app>(?!i\b|you\b|he\b|she\b|there\b)[\w.&+-]+(?: [\w.&+-]+){0,3}?)"
_NOTICE_FROM = rf"(?: (?:from|of|by|in) {_NOTICE_APP})?"
_NOTICE_SAYS = r"(?: (?:about|saying|that says|that mentions|mentioning|with the words?|containing) (?P<text>.+?))?"
_LEVEL = (
    r"(?:the |my )?(?P<level>(?:(?:media|ring(?:er)?|ringtone|alarm|call|notification|music) )?volume|(?:screen "
    r")?brightness)"
)
_HOW = (
    rf"(?P<how>{BELOW}|{ABOVE}|at least|at most|no more than|no less than|not (?:below|above|under|over|more than"
    rf"|less than))"
)
_AMOUNT = rf"{_HOW} (?P<number>\d{{1,3}}) ?(?:%|percent|per cent)?"
_FELL = (
    r"(?:is|'s|isn't|is not|has|drops?|falls?|goes|gets|sinks|has dropped|rises|climbs)(?: (?:down|to|at|still"
    r"|already|only))*"
)


FAMILIES: tuple[tuple[str, str], ...] = (
    (rf"{_SWITCH} {_IS} (?P<state>on|off|enabled|disabled|active|inactive)", "switch"),
    (rf"{_SWITCH} (?P<state>on|off)", "switch"),
    (r"(?:the phone|my phone|it|i) (?:is|am|'m|'s)(?: not|n't)? (?:in|on) (?P<switch>[\w' -]+?)", "switch"),
    (rf"(?:the |my )?(?:(?:phone's|phone) )?(?:battery|charge)(?: level| charge)? {_FELL} {_AMOUNT}(?: (?:full"
     rf"|charged|charge|left))?",
     "battery_amount"),
    (rf"(?:the phone|my phone|i) (?:{_HAS}) {_AMOUNT}(?: (?:of )?(?:battery|charge|power))?(?: left)?",
     "battery_amount"),
    (rf"(?:i am|i'm|the phone is|my phone is) {_AMOUNT}(?: (?:of )?(?:battery|charge|power))", "battery_amount"),
    (rf"there (?:is|'s) {_AMOUNT}(?: (?:of )?(?:battery|charge|power))?(?: left)?", "battery_amount"),
    (r"(?:the |my )?(?:(?:phone's|phone) )?(?:battery|phone)(?: level)? (?:is|'s|isn't|is not|gets|has)(?: not)?(?: "
     r"(?:very|already|being))?"
     r" (?P<word>full|fully charged|charged|low|almost empty|nearly empty|running low|weak|charging|plugged in"
     r"|unplugged"
     r"|on the charger|at 100 ?(?:%|percent))", "battery_word"),
    (rf"{_LEVEL} (?:is|'s|isn't|is not)(?: set)? {_AMOUNT}", "level"),
    (rf"{_LEVEL} (?:is|is not) (?P<word>muted|silent|at zero|off|on mute)", "level"),
    (rf"i (?:{_HAS}|{_DO_NOT} have) (?:nothing|anything|something|no {_ENTRY}|an? {_ENTRY}|any {_ENTRY})(?: "
     rf"{_PLANNED})?"
     rf"(?: {_ON_CALENDAR})?(?: {_WHEN})?(?: {_ON_CALENDAR})?", "events"),
    (rf"(?P<day>{DAY})(?: (?P<part>{PART}))? (?:is|is not) (?:free|empty|clear)", "events"),
    (r"(?:it|the file) (?:exists|does not exist|is(?: not)?(?: still)? there)", "it_is_there"),
    (rf"(?:i am|i'm|i am not|i'm not) (?:free|available|busy)(?: {_WHEN})?", "events"),
    (rf"(?:my|the) (?:calendar|diary|schedule|agenda) (?:is|isn't|is not|'s) (?:empty|clear|free)(?: {_WHEN})?",
     "events"),
    (rf"(?:there (?:is|are|was|were)(?: not)?(?: already)? )?(?:nothing|anything|something|not anything|no {_ENTRY}"
     rf"|an? {_ENTRY}|any {_ENTRY})"
     rf"(?: (?:is|are))?(?: {_PLANNED})?(?: {_ON_CALENDAR})?(?: {_WHEN})?(?: {_ON_CALENDAR})?", "events"),
    (rf"i (?:{_HAS}|{_DO_NOT} have) (?:an? |my |any |no )?(?P<title>(?!alarm|message|text|missed|unread|new|call\b"
     rf"|contact|number|note|file){EVENT})"
     rf" {_WHEN}", "events"),
    (rf"(?:there (?:is|are|was|were)(?: not)?(?: already)? )?(?:an?|any|no|my|the|one)(?: (?P<time>{CLOCK}))? "
     rf"?alarm(?: (?:is|'s|isn't|is not))?"
     r"(?: already)?(?: (?:on|off|set|active|ringing))?", "alarms"),
    (rf"(?:there (?:is|are|was|were)(?: not)?(?: already)? |i (?:{_HAS}|{_DO_NOT} have) )(?:already )?(?:an?|any"
     rf"|no) alarm(?: set| on)?(?: (?:at|for) (?P<time>{CLOCK}))?",
     "alarms"),
    (rf"(?:an|the|my|any|no) alarm (?:at|for) (?P<time>{CLOCK}) (?:is|'s|isn't|is not)(?: already)? (?:on|off|set"
     rf"|active)", "alarms"),
    (rf"(?:an|the|my|any|no) alarm (?:is|'s|isn't|is not)(?: already)? (?:on|off|set|active) (?:at|for) "
     rf"(?P<time>{CLOCK})", "alarms"),
    (r"(?:one|it) (?:is|'s|isn't)(?: already)? (?:on|off|set|active|there)", "alarms"),
    (rf"(?:there (?:is|are|was|were)(?: not)?(?: already)? |i (?:{_HAS}|{_DO_NOT} have|get|got) )?(?:an?|any|no"
     rf"|some|the)?(?: last| latest)? ?{_MESSAGE}(?: for me)?"
     rf" (?:from|by) (?P<who>{_WHOM}) (?:that )?{_SAID} (?:that )?(?P<text>.+)", "message_says"),
    (rf"(?P<who>{_WHOM})(?:'s) (?:last |latest |newest |new )?{_MESSAGE} (?:(?:does|did)(?:n't| not) )?{_SAID[:-1]}"
     rf"|say|mention|contain) (?:that )?(?P<text>.+)",
     "message_says"),
    (rf"(?P<who>{_WHOM}) (?:has )?(?:said|says|wrote|writes|written) (?:that )?(?P<text>(?!something|anything|to me"
     rf"|me\b|back|again|in\b|{_SINCE}$).+)", "message_says"),
    (rf"(?:there (?:is|are|was|were)(?: not)?(?: already)? |i (?:{_HAS}|{_DO_NOT} have|get|got) )(?:an?|any|no"
     rf"|some)? ?{_MESSAGE}(?: waiting)?(?: (?:from|by|of) (?P<who>(?:{_WHOM}?)))??(?: {_SINCE})?",
     "messages"),
    (rf"(?:an?|any|no) {_MESSAGE} (?:from|by|of) (?P<who>{_WHOM}) (?:is there|has come|comes|came|arrives|has "
     rf"arrived|is unread|is waiting)(?: in)?(?: {_SINCE})?",
     "messages"),
    (rf"(?P<who>{_WHOM}) (?:(?:has|have|'s|'ve|{_DO_NOT}) )?(?:just |ever )?(?:written|wrote|write|writes|texted"
     rf"|texts|text|messaged|messages|message|answered|answers|answer"
     rf"|replied|replies|reply|responded|responds|respond|mailed|emailed)(?: (?:me|us|back|to me|in))*(?: "
     rf"(?:something|anything))?(?: new)?(?: {_SINCE})?",
     "messages"),
    (rf"(?:you|i) (?:get|receive) (?:an?|any|the next) (?:new )?{_MESSAGE}(?: from (?P<who>{_WHOM}))?", "messages"),
    (rf"(?P<who>{_WHOM}) (?:(?:has|have|{_DO_NOT}) )?(?:sent|sends|send) me (?:something|anything|an?|any) ?(?:new "
     rf")?(?:{_MESSAGE})?(?: {_SINCE})?", "messages"),
    (rf"(?P<who>{_WHOM}) (?:(?:has|have|{_DO_NOT}) )?(?:just )?(?:called|calls|call|rang|rung|rings|ring|phoned|phones"
     r"|phone"
     rf"|tried to (?:reach|call|ring|phone) me|tried to get hold of me)"
     rf"(?: (?:me|back))*(?: {_SINCE})?", "calls"),
    (rf"i (?:have )?(?:missed|haven't missed|didn't miss) (?:an?|any) calls?(?: (?:from|by|of) "
     rf"(?P<who>{_WHOM}))?(?: {_SINCE})?", "calls"),
    (rf"i (?:have )?missed (?P<who>{_WHOM})'s call(?: {_SINCE})?", "calls"),
    (rf"(?:there (?:is|are|was|were)(?: not)?(?: already)? |i (?:{_HAS}|{_DO_NOT} have) )(?:an?|any|no) missed "
     rf"calls?(?: (?:from|by|of) (?P<who>{_WHOM}))?(?: {_SINCE})?",
     "calls"),
    (rf"(?:there (?:is|are)(?: not)?(?: already)? |i (?:{_HAS}|{_DO_NOT} have|get|got|receive) |you (?:get|see) )"
     rf"(?:an?|any|no|some|another)? ?{_NOTICE}(?: waiting| there)?{_NOTICE_FROM}{_NOTICE_SAYS}", "notifications"),
    (rf"(?:an?|any|no|the next|another) {_NOTICE}{_NOTICE_FROM}{_NOTICE_SAYS} (?:is (?:there|waiting|shown|posted)"
     r"|has (?:come|arrived|appeared)|comes(?: in| up)?|arrives|appears|pops up|shows up|turns up)", "notifications"),
    (r"(?:the |my )?(?P<app>[\w.' -]+?) app (?:sends|posts|shows|pings|says)(?: me)?(?: (?:something|anything))?",
     "notifications"),
    (rf"{_NOTICE_APP} (?:has notified|notifies|{_DO_NOT} notify) me{_NOTICE_SAYS}", "notifications"),
    (rf"{_NOTICE_APP} (?:sends|shows|{_DO_NOT} (?:send|show))(?: me)? (?:an?|any|another) {_NOTICE}{_NOTICE_SAYS}",
     "notifications"),
    (r"(?:there (?:is|are|was|were)(?: not)?(?: already)? |i (?:have|don't have|do not have) )(?:still )?(?:an?|any"
     r"|no) (?:files? |document )?(?:(?:named|called) )?"
     r"(?P<name>(?:(?<=named )|(?<=called ))[\w .-]+?|[\w-]+\.\w{2,4})(?: (?:in|on) (?:my |the )?(?P<folder>\w+)(?: "
     r"folder)?)?", "files"),
    (r"(?:the )?(?:file )?(?P<name>[\w-]+\.\w{2,4}) (?:exists|does(?:n't| not) exist|is there|is(?: not|n't)?(?: "
     r"still)? in (?:my |the )?(?P<folder>\w+)(?: folder)?)",
     "files"),
    (r"(?P<text>[\w' -]+?) (?:is|are|isn't|aren't|is not|are not)(?: (?:still|already))? (?:not )?(?:on|in) (?:my"
     r"|the) (?P<note>[\w' -]*?(?:list|notes?)(?: note)?)",
     "note_holds"),
    (rf"(?:my|the) (?P<note>[\w' -]*?(?:list|notes?)(?: note)?) (?:(?:{_DO_NOT}|already) )?(?:has|have|contains?"
     rf"|lists?|says?|mentions?|includes?)(?: no)? (?P<text>.+)",
     "note_holds"),
    (r"(?:there (?:is|are|was|were)(?: not)?(?: already)? |i (?:have|don't have) )(?:an?|any|no) note (?:about"
     r"|called|named|on|of) (?P<note>.+)", "note_there"),
    (rf"(?:there (?:is|are|was|were)(?: not)?(?: already)? |i (?:have|don't have) )(?:an?|any|no) (?:contact|number"
     rf"|entry) (?:called |named |for |of )(?P<who>{_WHOM})", "contact"),
    (rf"(?P<who>{_WHOM})(?:'s (?:phone )?number)? (?:is|isn't|is not)(?: (?:still|already))? (?:not )?(?:in|among) "
     r"my (?:contacts|phone book"
     rf"|address book)", "contact"),
    (rf"i (?:have|don't have|do not have) (?P<who>{_WHOM})'s (?:phone )?number", "contact"),
    (r"(?:the|a|my|no) (?P<clock>timer|stopwatch|countdown) (?:is|isn't|is not)(?: still)? running", "running"),
    (r"(?:the )?(?P<app>[\w' -]+?) (?:is|isn't|is not) (?:not )?(?:installed|open|running)(?: on (?:my|the|this) "
     r"phone)?", "app"),
    (r"i (?:have|don't have) (?:the )?(?P<app>[\w' -]+?) installed", "app"),
    (rf"(?:it is|it's|it isn't|it is not|the time is|it gets)(?: (?:already|still|not|only))* (?P<how>after|past"
     rf"|later than|before|earlier than) (?P<time>{CLOCK})", "clock"),
    (r"(?:it is|it's|it isn't|today is|today's|it is not)(?: not)? (?P<name>(?:a |the )?(?:weekday|weekend|workday)"
     r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?: today)?", "weekday"),
)  # fmt: skip
