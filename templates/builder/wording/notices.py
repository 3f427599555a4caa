"""The sentences of escalations and notices.

ตามหนังสือ… ends with นั้น; โปรด stands where the addressee is not subordinate (`polite`; saraban rules, §5.1). No
letter threatens anybody.
"""

from templates.builder.wording.phrases import CITED, DO_IT, MATTER, THOROUGHLY

_OPENING = "{% if references %}ตามหนังสือที่อ้างถึง {% else %}ตามที่{% endif %}"
_ALREADY_KNOWN = "{% if references %} ความละเอียดแจ้งแล้ว{% endif %} นั้น"
_WHAT_WAS_REQUESTED = (
    "{% if addressees.provinces %}ขอความร่วมมือจังหวัดแจ้ง{{ phrases.doers }}ในพื้นที่"
    "{% elif addressees.has_district %}ขอให้{{ phrases.doers }}ในพื้นที่{% else %}ขอให้ท่าน{% endif %}"
    "ดำเนินการ{{ phrases.task }}" + THOROUGHLY
)
_PASS_ON = (
    "{% if addressees.mixed %} สำหรับอำเภอขอให้แจ้ง{{ addressees.below }}ในพื้นที่ทราบต่อไป"
    "{% elif addressees.below %}และแจ้ง{{ phrases.doers }}ในพื้นที่ทราบต่อไป{% endif %}"
)
_SEE_ENCLOSED = "{% if enclosures %} รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย{% endif %}"
_LATE = "{% if days_late not in ('', '๐') %} โดยล่วงเลยกำหนดเวลามาแล้ว {{ days_late }}~วัน{% endif %}"
_HOW_MANY = (
    "{% if lagging.count == lagging.total and not lagging.one %}ทั้ง~{{ lagging.count }}~แห่ง "
    "{% else %}จำนวน~{{ lagging.count }}~แห่ง {% endif %}"
)
_REASON = "{% if notice.because %} เนื่องจาก{{ notice.because }}{% endif %}"
_REQUESTED_UNTIL = _OPENING + "{{ sender.name }}" + _WHAT_WAS_REQUESTED + " ภายใน{{ old_deadline }}" + _ALREADY_KNOWN
TAKE_NOTE = "จึงเรียนมาเพื่อ{{ polite }}ทราบ"
NOTICE_END = TAKE_NOTE + _PASS_ON

# escalation: to the superior of the offices that lag (E1)
ESCALATION_REQUESTED = (
    _OPENING + "{{ sender.name }}" + _WHAT_WAS_REQUESTED + "{% if follow_up_no not in ('', '๑') %} "
    "และได้ติดตามเร่งรัดมาแล้ว{% if references %} จำนวน~{{ references|length|thai_digits }}~ครั้ง{% endif %}{% endif %}"
    + _ALREADY_KNOWN
)  # fmt: skip
ESCALATION = (
    "{{ sender.name }}ได้ตรวจสอบแล้ว ปรากฏว่า{{ phrases.doers }}ในเขตพื้นที่{% if addressees.alone %}ของท่าน"
    "{% else %}{{ addressees.kinds }}{% if list %}ตามบัญชีรายชื่อ{% endif %}{% endif %} " + _HOW_MANY + MATTER + _LATE
    + " จึงขอความร่วมมือท่านในฐานะผู้กำกับดูแล กำชับให้{{ phrases.doers }}"
    "{% if lagging.one %}แห่งนั้น{% elif list %}ตามบัญชีรายชื่อ{% else %}ในพื้นที่{% endif %}" + DO_IT
    + "{% if moved %} ภายใน{{ deadline }}{% else %}โดยด่วน{% endif %} และรายงานผลให้{{ sender.name }}ทราบ" + _SEE_ENCLOSED
)  # fmt: skip
ESCALATION_END = "จึงเรียนมาเพื่อ{{ polite }}พิจารณาดำเนินการ"

# escalation-memo: from the unit in charge to the head of its own office
MEMO_REQUESTED = CITED + (
    " {% if sender.level == 'department' %}ขอความร่วมมือจังหวัดแจ้ง{% else %}แจ้งให้{% endif %}"
    "{{ phrases.doers }}ในพื้นที่{{ phrases.request }} ภายใน{{ old_deadline }} นั้น"
)
MEMO = (
    "{{ memo_owner }}ได้ตรวจสอบ{{ phrases.object }}แล้ว ปรากฏว่า{{ phrases.doers }}ในพื้นที่{{ lagging.place }} "
    "{% if lagging.count == lagging.total and not lagging.one %}ทั้ง~{{ lagging.count }}~แห่ง {% else %}"
    "จำนวน~{{ lagging.count }}~แห่ง จากทั้งหมด~{{ lagging.total }}~แห่ง {% endif %}" + MATTER + _LATE
    + "{% if list %} รายละเอียดปรากฏตามเอกสารแนบ{% endif %}"
)  # fmt: skip
MEMO_END = "จึงเรียนมาเพื่อโปรดทราบและพิจารณาสั่งการ"

# extension, refusal: the answer to a request for more time, or more time without a request (X)
_REQUESTED = _OPENING + "{{ notice.requester }}ขอขยายระยะเวลาการดำเนินการ{{ phrases.task }}" + _ALREADY_KNOWN
EXTENSION_REQUESTED = "{% if notice.requester %}" + _REQUESTED + "{% else %}" + _REQUESTED_UNTIL + "{% endif %}"
EXTENSION = (
    "{{ sender.name }}พิจารณาแล้ว {% if notice.requester %}ไม่ขัดข้องในการขยาย{% else %}เห็นควรขยาย{% endif %}"
    "ระยะเวลาดำเนินการออกไปจนถึง{{ deadline }} หากพ้นกำหนดดังกล่าวแล้วยังดำเนินการไม่แล้วเสร็จ "
    "ขอให้รายงานเหตุผลให้{{ sender.name }}ทราบต่อไป"
)
REFUSAL_REQUESTED = _REQUESTED
REFUSAL = (
    "{{ sender.name }}พิจารณาแล้ว ไม่อาจขยายระยะเวลาดำเนินการได้" + _REASON + " จึงขอให้"
    "{% if addressees.below %}แจ้ง{{ phrases.doers }}ในพื้นที่{% endif %}เร่งรัดดำเนินการให้แล้วเสร็จ"
    "{% if notice.passed %}โดยด่วน{% else %} ภายใน{{ deadline }} ตามกำหนดเดิม{% endif %}"
)
REFUSAL_END = "จึงเรียนมาเพื่อ{{ polite }}พิจารณาดำเนินการ"

# cancellation: the circular is called off; a province's or district's own letter passes it on
CANCELLED_REQUEST = _REQUESTED_UNTIL
CANCELLATION = (
    "{% if upstream %}{{ upstream.name }}แจ้งยกเลิกการดำเนินการดังกล่าว"
    "{% else %}{{ sender.name }}พิจารณาแล้ว เห็นควรยกเลิกการดำเนินการดังกล่าว{% endif %}" + _REASON
    + " จึงขอ{% if references %}ยกเลิกหนังสือที่อ้างถึง{% else %}แจ้งให้ยุติการดำเนินการ{% endif %}" + _SEE_ENCLOSED
)  # fmt: skip

# replacement: another circular takes this one's place
REPLACEMENT = (
    "บัดนี้ {{ notice.replacement.agency }}ได้มีหนังสือ ที่~{{ notice.replacement.number }} "
    "ลงวันที่~{{ notice.replacement.date }} เรื่อง {{ notice.replacement.subject }} เพื่อใช้แทนหนังสือที่อ้างถึง "
    "จึงขอยกเลิกหนังสือที่อ้างถึง และขอให้ถือปฏิบัติตามหนังสือฉบับใหม่ โดยดำเนินการให้แล้วเสร็จ ภายใน{{ deadline }}" + _SEE_ENCLOSED
)
REPLACEMENT_END = (
    "จึงเรียนมาเพื่อ{{ polite }}ทราบ{% if addressees.below and not addressees.mixed %} ถือปฏิบัติ "
    "และแจ้ง{{ phrases.doers }}ในพื้นที่ถือปฏิบัติต่อไป{% else %}และถือปฏิบัติ"
    "{% if addressees.mixed %} สำหรับอำเภอขอให้แจ้ง{{ addressees.below }}ในพื้นที่ถือปฏิบัติต่อไป{% endif %}{% endif %}"
)

# thanks: everybody has done it (T)
THANKED_REQUEST = _REQUESTED_UNTIL
THANKS = (
    "{{ sender.name }}ได้ตรวจสอบแล้ว ปรากฏว่า{% if addressees.below %}{{ phrases.doers }}ในพื้นที่{% else %}"
    "หน่วยงานของท่าน{% endif %}ได้ดำเนินการดังกล่าวแล้วเสร็จ"
    "{% if notice.everybody and addressees.below %}ครบทุกแห่ง{% endif %} จึงขอขอบคุณในความร่วมมือมา ณ โอกาสนี้"
)
