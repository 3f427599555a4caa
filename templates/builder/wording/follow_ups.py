"""The sentences of follow-up letters, from before the deadline to the last.

ตามหนังสือ… and ตามที่… end with นั้น; ด้วย… does not (saraban rules, §5.1).
"""

from templates.builder.wording.phrases import (
    CHECKED,
    CITED,
    COUNTED,
    DO_IT,
    MATTER,
    ON,
    TELL_IF_DONE,
    THOROUGHLY,
    WHOM,
)

REQUESTED = CITED + " " + WHOM + "{{ phrases.request }}{% if told %} ภายใน{{ told }}{% else %}โดยด่วน{% endif %} นั้น"
STAMPED_END = "จึงแจ้งมาเพื่อพิจารณาดำเนินการ" + ON

# progress: the department asks its provincial offices to look after the matter before the deadline
PROGRESS = (
    "{{ sender.name }}ขอเรียนว่า ได้ตรวจสอบ{{ phrases.object }}{% if as_of %} ณ วันที่~{{ as_of }} {% endif %}แล้ว "
    "ปรากฏว่ายังมี{{ phrases.doers }}{% if lagging.form == 'many' %}จำนวนมาก"
    "{% elif lagging.form != 'uncounted' %} จำนวน~{{ lagging.count }}~แห่ง {% endif %}ที่"
    "{% if matter == 'both' %}{{ phrases.incorrect }} หรือ{{ phrases.missing }}{% else %}" + MATTER + "{% endif %}"
    " จึงขอแจ้งความคืบหน้าให้ทราบ และขอให้ตรวจสอบและติดตาม{% if phrases.place %}{{ phrases.place }} {% endif %}"
    "ให้แล้วเสร็จภายในระยะเวลาที่กำหนด{% if qr %} รายละเอียดปรากฏตาม QR~Code ท้ายหนังสือนี้{% endif %}"
)  # fmt: skip

_TO_WHOM = (
    "{% if lagging.form == 'one' %}{% if addressees.has_district %}{% if not addressees.mixed %}แจ้ง{% endif %}"
    "หน่วยงานดังกล่าว{% endif %}"
    "{% else %}{% if addressees.has_district and not addressees.mixed %}แจ้ง{% endif %}{{ phrases.doers }}"
    "{% if list %}ตามบัญชีรายชื่อที่ส่งมาพร้อมนี้ {% else %}ในพื้นที่{% endif %}{% endif %}"
)

# reminder: before the deadline
REMINDER = (
    "{{ sender.office }}"
    + CHECKED
    + COUNTED
    + " จึงขอให้"
    + _TO_WHOM
    + DO_IT
    + " ภายใน{{ deadline_plain }}"
    + TELL_IF_DONE
)

# followup: after the deadline, once or several times
FOLLOWUP = (
    "{% if passed %}บัดนี้ ได้ล่วงเลยกำหนดเวลา{% if passed == 'extended' %}ที่ขยายให้"
    "{% elif told %}ดังกล่าว{% else %}เดิม ({{ old_deadline }}) {% endif %}แล้ว {% endif %}"
    "{{ sender.office }}" + CHECKED + COUNTED
    + "{% if follow_up_no == '๑' %} จึงขอให้{% else %} จึงขอติดตามเป็นครั้งที่~{{ follow_up_no }} และขอให้{% endif %}"
    + _TO_WHOM + DO_IT + "{% if moved %} ภายใน{{ deadline_plain }}{% else %}โดยด่วน{% endif %}" + TELL_IF_DONE
)  # fmt: skip

# final-followup: signed, to posts
FOLLOWED_UP = (
    "{% if references %}ตามหนังสือที่อ้างถึง {% else %}ตามที่{% endif %}{{ sender.name }}" + WHOM + "{{ phrases.task }}"
    + THOROUGHLY + "{% if follow_ups %} และได้ติดตามมาแล้ว จำนวน~{{ follow_ups }}~ครั้ง "
    "{% if told %}ครั้งหลังสุดกำหนดภายใน{{ told }}{% else %}ครั้งหลังสุดขอให้ดำเนินการโดยด่วน{% endif %}"
    "{% else %} ภายใน{{ told }}{% endif %} นั้น"
)  # fmt: skip
"""What was asked, and how often it was followed up since."""
FINAL = (
    "{{ sender.name }}" + CHECKED
    + "{% if lagging.form == 'one' %}{{ lagging.name }}{% elif list %}{{ phrases.doers }}ตามบัญชีรายชื่อที่ส่งมาด้วย "
    "จำนวน~{{ lagging.count }}~แห่ง {% else %}{{ phrases.doers }}ในพื้นที่{{ lagging.place }} "
    "จำนวน~{{ lagging.count }}~แห่ง {% endif %}ยังดำเนินการไม่แล้วเสร็จ จึงขอให้"
    "{% if addressees.has_district %}{% if not addressees.mixed %}กำชับ{% endif %}หน่วยงานดังกล่าว{% endif %}"
    "ดำเนินการให้แล้วเสร็จ{% if moved %} ภายใน{{ deadline }} หากมีเหตุขัดข้อง ขอให้แจ้งเหตุผลภายในกำหนดเดียวกัน"
    "{% else %}โดยด่วน หากมีเหตุขัดข้อง ขอให้แจ้งเหตุผลให้{{ sender.name }}ทราบ{% endif %}"
)  # fmt: skip
FINAL_END = "จึงเรียนมาเพื่อพิจารณาดำเนินการโดยด่วน" + ON
