"""The sentences of follow-up letters, from before the deadline to the last.

ตามหนังสือ… and ตามที่… end with นั้น; ด้วย… does not (saraban rules, §5.1).
"""

from templates.builder.wording.phrases import (
    ASKS,
    ASKS_LISTED,
    CITED,
    DO_IT,
    IN_PLACE,
    MATTER,
    SEE_LIST,
    STAMPED_END,
    THOROUGHLY,
    WHO_LAGS,
    WHO_STILL_LAGS,
)

REQUESTED = CITED + (
    " โดยให้{% if addressees.has_district %}{{ phrases.doers }}ในพื้นที่{% endif %}{{ phrases.request }} นั้น"
)

REQUESTED_AGAIN = CITED + (
    "{% if follow_up_no in ('', '๑') %} โดยให้{% else %} โดยขอติดตามและเร่งรัดให้{% endif %}"
    "{% if addressees.has_district %}{{ phrases.doers }}ในพื้นที่{% endif %}{{ phrases.request }} นั้น"
)

# progress: the department asks its provincial offices to look after the matter before the deadline
PROGRESS_REQUESTED = CITED + " ขอความร่วมมือจังหวัดแจ้ง{{ phrases.doers }}ในพื้นที่{{ phrases.request }} นั้น"
PROGRESS = (
    "{{ sender.name }} ได้ดำเนินการตรวจสอบ{{ phrases.object }}แล้ว ปรากฏว่า"
    + WHO_LAGS.replace(IN_PLACE, "") + MATTER
    + " จึงขอให้ตรวจสอบและติดตามการดำเนินการดังกล่าว{% if phrases.place %}{{ phrases.place }} {% endif %}"
    "{% if matter == 'missing' %}ให้แล้วเสร็จ{% else %}ให้ถูกต้องครบถ้วน{% endif %}ภายในระยะเวลาที่กำหนด"
    "{% if qr %} รายละเอียดปรากฏตาม QR~Code ท้ายหนังสือนี้{% endif %} เรียนมาเพื่อพิจารณาดำเนินการ"
)  # fmt: skip

# reminder: before the deadline
REMINDER = (
    "{{ sender.office }} ได้ดำเนินการตรวจสอบ{{ phrases.object }}เรียบร้อยแล้ว ปรากฏว่า"
    + WHO_LAGS + MATTER + " จึง" + ASKS + DO_IT + " ภายใน{{ deadline_plain }}" + SEE_LIST + STAMPED_END
)  # fmt: skip

# followup: after the deadline, once or several times
FOLLOWUP = (
    "บัดนี้ ได้พ้นกำหนด{{ old_deadline_plain if moved else deadline_plain }} แล้ว "
    "{{ sender.office }}ได้ตรวจสอบ{{ phrases.object }}แล้ว ปรากฏว่า"
    + WHO_STILL_LAGS + MATTER
    + "{% if follow_up_no not in ('', '๑') %} จึงขอติดตามเป็นครั้งที่~{{ follow_up_no }} และ"
    "{% else %} จึง{% endif %}" + ASKS_LISTED + DO_IT
    + "{% if moved %} ภายใน{{ deadline_plain }}"
    "{% elif follow_up_no in ('', '๑') %}โดยเร็ว{% else %}โดยด่วน{% endif %}" + SEE_LIST + STAMPED_END
)  # fmt: skip

# final-followup: signed, to posts
FINAL_REQUESTED = (
    "{% if references %}ตามหนังสือที่อ้างถึง {% else %}ตามที่{% endif %}{{ sender.name }}ได้ขอให้"
    "{% if addressees.has_district %}{{ phrases.doers }}ในพื้นที่{% else %}ท่าน{% endif %}"
    "ดำเนินการ{{ phrases.task }}" + THOROUGHLY + "{% if follow_up_no not in ('', '๑') %} "
    "และได้ติดตามเร่งรัดมาแล้ว{% if references %} จำนวน~{{ references|length|thai_digits }}~ครั้ง{% endif %}"
    "{% endif %}{% if references %} ความละเอียดแจ้งแล้ว{% endif %} นั้น"
)
FINAL = (
    "{{ sender.name }}ได้ตรวจสอบแล้ว ปรากฏว่า" + WHO_STILL_LAGS + MATTER
    + "{% if days_late not in ('', '๐') %} โดยล่วงเลยกำหนดเวลามาแล้ว {{ days_late }}~วัน{% endif %} จึงขอให้"
    "{% if addressees.has_district %}{% if not addressees.mixed %}กำชับ{% endif %}{{ phrases.doers }}"
    "{% if lagging.one %}แห่งนั้น{% else %}ในพื้นที่{% endif %}{% else %}ท่าน{% endif %}" + DO_IT
    + "{% if moved %} ภายใน{{ deadline }}{% else %}โดยด่วน{% endif %} "
    "พร้อมทั้งแจ้งเหตุผลความจำเป็นที่ไม่สามารถดำเนินการได้ภายในกำหนดเวลาเดิมให้{{ sender.name }}ทราบ"
    "{% if enclosures %} รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย{% endif %}"
)  # fmt: skip
FINAL_END = (
    "จึงเรียนมาเพื่อพิจารณาดำเนินการโดยด่วน{% if addressees.mixed %} สำหรับอำเภอขอให้แจ้ง"
    "{{ phrases.doers }}ในพื้นที่ดำเนินการในส่วนที่เกี่ยวข้องต่อไป{% endif %}"
)
