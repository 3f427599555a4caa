"""The sentences of notices.

ตามหนังสือ… ends with นั้น; โปรด stands where the addressee is not subordinate (`polite`; saraban rules, §5.1). No
letter threatens anybody.
"""

from templates.builder.wording.phrases import ON, SEE_ENCLOSED, THOROUGHLY, WHOM

_OPENING = "{% if references %}ตามหนังสือที่อ้างถึง {% else %}ตามที่{% endif %}"
_REQUESTED_UNTIL = (
    _OPENING + "{{ sender.name }}" + WHOM + "{{ phrases.task }}" + THOROUGHLY + " ภายใน{{ old_deadline }} นั้น"
)
_TELL_BELOW = "{% if addressees.below and not addressees.mixed %}และแจ้งหน่วยงานในพื้นที่ทราบต่อไป{% endif %}"
_DO_OR_TELL = "{% if addressees.below %}" + _TELL_BELOW + "{% else %}และดำเนินการ{% endif %}"
NOTICE_END = "จึงเรียนมาเพื่อ{{ polite }}ทราบ" + _DO_OR_TELL + ON
END_OF_MATTER = "จึงเรียนมาเพื่อ{{ polite }}ทราบ" + _TELL_BELOW + ON

# extension, refusal: the answer to a request for more time, or more time without a request (X)
ASKED = (
    _OPENING + "{{ notice.requester }}ขอขยายระยะเวลา{{ phrases.matter }}"
    "{% if notice.asked %} เป็นภายใน{{ notice.asked }}{% endif %}"
    "{% if notice.asked_on %} ผ่านระบบแจ้งเวียนหนังสือ เมื่อวันที่~{{ notice.asked_on }}{% endif %} นั้น"
)
EXTENSION_REQUESTED = "{% if notice.requester %}" + ASKED + "{% else %}" + _REQUESTED_UNTIL + "{% endif %}"
EXTENSION = (
    "{{ sender.name }}พิจารณาแล้ว {% if not notice.requester %}เห็นควรขยายระยะเวลาออกไปจนถึง"
    "{% elif notice.less %}เห็นควรให้ขยายระยะเวลาได้ถึง{% else %}ไม่ขัดข้อง โดยให้ขยายระยะเวลาออกไปจนถึง{% endif %}"
    "{{ deadline }}"
)
REFUSAL = (
    "{{ sender.name }}พิจารณาแล้ว ไม่อาจขยายระยะเวลาให้ได้ เนื่องจาก{{ notice.because }} จึงขอให้"
    "{% if notice.passed %}เร่งดำเนินการให้แล้วเสร็จโดยด่วน"
    "{% else %}ดำเนินการให้แล้วเสร็จ ภายใน{{ deadline }} ตามกำหนดเดิม{% endif %}"
)

# cancellation: the circular is called off; a province's or district's own letter passes it on
CANCELLED_REQUEST = _REQUESTED_UNTIL
CANCELLATION = (
    "{% if upstream %}{{ upstream.name }}แจ้งยกเลิก{{ phrases.matter }}"
    "{% elif notice.because %}เนื่องจาก{{ notice.because }}{% else %}{{ sender.name }}พิจารณาแล้ว{% endif %}"
    " จึงขอ{% if references %}ยกเลิกหนังสือที่อ้างถึง{% else %}แจ้งให้ยุติการดำเนินการ{% endif %}" + SEE_ENCLOSED
)

# replacement: another circular takes this one's place
REPLACEMENT = (
    "บัดนี้ {{ notice.replacement.agency }}ได้มีหนังสือ ที่~{{ notice.replacement.number }} "
    "ลงวันที่~{{ notice.replacement.date }} เรื่อง {{ notice.replacement.subject }} เพื่อใช้แทนหนังสือที่อ้างถึง "
    "จึงขอยกเลิกหนังสือที่อ้างถึง และขอให้ถือปฏิบัติตามหนังสือฉบับใหม่ โดยดำเนินการให้แล้วเสร็จ ภายใน{{ deadline }}" + SEE_ENCLOSED
)
REPLACEMENT_END = (
    "จึงเรียนมาเพื่อ{{ polite }}ทราบ{% if addressees.below and not addressees.mixed %} ถือปฏิบัติ "
    "และแจ้งหน่วยงานในพื้นที่ถือปฏิบัติต่อไป{% else %}และถือปฏิบัติ{% endif %}" + ON
)

# thanks: everybody has done it (T)
THANKED_REQUEST = _REQUESTED_UNTIL
THANKS = (
    "{% if addressees.below %}{{ phrases.doers }}ในพื้นที่{% else %}หน่วยงานของท่าน{% endif %}ได้ดำเนินการแล้วเสร็จ"
    "{% if notice.everybody and addressees.below %}ครบทุกแห่ง{% endif %} จึงขอขอบคุณมา ณ โอกาสนี้"
)
