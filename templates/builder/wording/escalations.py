"""The sentences of letters to the superiors of lagging offices (E1), and of the memo to the head of one's own office.

A district chief supervises only the subdistrict organisations, so no letter calls the addressee ผู้กำกับดูแล. No letter
threatens anybody.
"""

from templates.builder.wording.phrases import CHECKED, CITED, COUNTED, SEE_ENCLOSED

_UNFINISHED = (
    "{% if lagging.form == 'one' %}{{ lagging.name }}"
    "{% elif lagging.form == 'uncounted' or lagging.form == 'many' %}"
    "{% if list and not addressees.alone %}หน่วยงานตามบัญชีรายชื่อที่ส่งมาด้วย "
    "{% else %}{{ phrases.doers }}ในพื้นที่{{ lagging.place }}{% endif %}"
    "{% elif list and not addressees.alone %}{{ phrases.doers }}ตามบัญชีรายชื่อที่ส่งมาด้วย จำนวน~{{ lagging.count }}~แห่ง "
    "{% else %}{{ phrases.doers }}ในพื้นที่{{ lagging.place }} จำนวน~{{ lagging.count }}~แห่ง {% endif %}ยังดำเนินการไม่แล้วเสร็จ"
)
LATE = (
    "{% if passed %} โดยล่วงเลยกำหนดเวลา{% if passed == 'extended' %}ที่ขยายให้{% endif %}"
    "{% if days_late %}มาแล้ว {{ days_late }}~วัน{% else %}แล้ว{% endif %}{% endif %}"
)
ESCALATION = (
    "{{ sender.name }}" + CHECKED + _UNFINISHED + LATE
    + " จึงขอ{% if addressees.provinces %}ความร่วมมือจังหวัด{% else %}ให้อำเภอ{% endif %}กำชับหน่วยงานดังกล่าวดำเนินการให้แล้วเสร็จ"
    "{% if moved %} ภายใน{{ deadline }}{% else %}โดยด่วน{% endif %} และแจ้งผลให้{{ sender.name }}ทราบ" + SEE_ENCLOSED
)  # fmt: skip
ESCALATION_END = "จึงเรียนมาเพื่อ{{ polite }}พิจารณาดำเนินการ"

MEMO_REQUESTED = (
    "๑. เรื่องเดิม " + CITED
    + " {% if sender.level == 'department' %}ขอความร่วมมือจังหวัดแจ้ง{{ phrases.doers }}ในพื้นที่"
    "{% else %}ขอให้{{ phrases.doers }}ในพื้นที่{% endif %}{{ phrases.request }} ภายใน{{ told }} นั้น"
)  # fmt: skip
MEMO_FACTS = (
    "๒. ข้อเท็จจริง {{ memo_owner }}{% if follow_ups %}ติดตามแล้ว จำนวน~{{ follow_ups }}~ครั้ง {% endif %}"
    "{% if follow_ups %}และ{% endif %}ตรวจสอบข้อมูล ณ วันที่~{{ data_day }} แล้ว ปรากฏว่า" + COUNTED + LATE
    + "{% if list %} รายละเอียดปรากฏตามเอกสารแนบ{% endif %}"
)  # fmt: skip
MEMO_PROPOSAL = (
    "๓. ข้อพิจารณา เห็นควรแจ้ง{% if sender.level == 'department' %}จังหวัด{% elif sender.level == 'province' %}อำเภอ"
    "{% else %}หน่วยงาน{% endif %}ที่เกี่ยวข้องกำชับหน่วยงานดังกล่าวดำเนินการให้แล้วเสร็จโดยด่วน"
)
MEMO_END = "จึงเรียนมาเพื่อโปรดพิจารณา"
