"""The sentences of the follow-up letters, from which make_letters puts the templates together.

ตามหนังสือ… and ตามที่… end with นั้น; ด้วย… does not (saraban rules, §5.1). Nothing here names a matter: what is
asked, checked and missing comes from the circular's own `phrases`. ~ is a space that must not break.
"""

TO_ALL = "สำหรับอำเภอให้แจ้ง{{ phrases.doers }}ในพื้นที่ต่อไป"
THOROUGHLY = "{% if phrases.thoroughly %} {{ phrases.thoroughly }}{% endif %}"
CITED = "ตามหนังสือ{{ cited[0].agency }} ที่~{{ cited[0].number }} ลงวันที่~{{ cited[0].date }} เรื่อง {{ cited[0].subject }}"
MATTER = (
    "{% if matter == 'incorrect' %}{{ phrases.incorrect }}"
    "{% elif matter == 'both' %}{{ phrases.missing }} และบางแห่ง{{ phrases.incorrect }}"
    "{% else %}{{ phrases.missing }}{% endif %}"
)
IN_PLACE = "ในพื้นที่{{ lagging.place }}"  # the one district in which all of them are; else empty
WHO_LAGS = (
    "{% if lagging.one %}{{ phrases.doers }}" + IN_PLACE + " จำนวน~๑~แห่ง "
    "{% elif lagging.many %}{{ phrases.doers }}" + IN_PLACE + "จำนวนมาก "
    "{% else %}{{ phrases.doers }}" + IN_PLACE + " จำนวน~{{ lagging.count }}~แห่ง {% endif %}"
)
WHO_STILL_LAGS = (
    "{% if lagging.one %}{{ phrases.doers }}" + IN_PLACE + " จำนวน~๑~แห่ง "
    "{% elif lagging.count == lagging.total %}{{ phrases.doers }}" + IN_PLACE + "ทั้ง~{{ lagging.count }}~แห่ง "
    "{% elif lagging.many %}{{ phrases.doers }}" + IN_PLACE + "จำนวนมาก "
    "{% else %}{{ phrases.doers }}" + IN_PLACE + " จำนวน~{{ lagging.count }}~แห่ง จากทั้งหมด~{{ lagging.total }}~แห่ง "
    "{% endif %}"
)
DO_IT = (
    "{% if matter == 'incorrect' %}ตรวจสอบและแก้ไขให้ถูกต้องครบถ้วน"
    "{% elif matter == 'both' %}เร่งรัดดำเนินการและแก้ไขให้ถูกต้องครบถ้วน"
    "{% else %}เร่งรัดดำเนินการดังกล่าวให้แล้วเสร็จ{% endif %}"
)
ASKS = (
    "{% if addressees.has_district %}ให้แจ้ง{{ phrases.doers }}"
    "{% if lagging.one %}แห่งนั้น{% else %}ในพื้นที่{% endif %}{% else %}ขอให้{% endif %}"
)
ASKS_LISTED = (
    "{% if addressees.has_district %}ให้แจ้ง{{ phrases.doers }}"
    "{% if lagging.one %}แห่งนั้น{% elif list %}ตามบัญชีรายชื่อ{% else %}ในพื้นที่{% endif %}{% else %}ขอให้{% endif %}"
)
SEE_LIST = "{% if list %} รายละเอียดปรากฏตามสิ่งที่ส่งมาพร้อมนี้{% endif %}"
STAMPED_END = " เรียนมาเพื่อพิจารณาดำเนินการ{% if addressees.mixed %} " + TO_ALL + "{% endif %}"
REQUESTED = CITED + (
    " โดยให้{% if addressees.has_district %}{{ phrases.doers }}ในพื้นที่{% endif %}{{ phrases.request }} นั้น"
)

REQUESTED_AGAIN = CITED + (
    "{% if follow_up_no in ('', '๑') %} โดยให้{% else %} โดยขอติดตามและเร่งรัดให้{% endif %}"
    "{% if addressees.has_district %}{{ phrases.doers }}ในพื้นที่{% endif %}{{ phrases.request }} นั้น"
)

# forwarding: the upstream letter is handed on; its issuer's words follow แจ้งว่า
FORWARD_BACKGROUND = (
    "ตามที่{{ upstream.name }}ขอความร่วมมือให้{{ upstream.level_asked }}แจ้ง{{ phrases.doers }}ในพื้นที่ดำเนินการ"
    "{{ phrases.background }} นั้น"
)
FORWARD_NEWS = "{{ upstream.name }}แจ้งว่า{% if upstream.name != issuer %}{{ issuer }}{% endif %}{{ phrases.news }}"
FORWARD_ASKS = (
    "{% if addressees.has_district %}จึงขอความร่วมมืออำเภอแจ้ง{{ phrases.doers }}ในพื้นที่ดำเนินการ"
    "{% else %}จึงขอให้{{ addressees.kinds }}ดำเนินการ{% endif %}"
    "{{ phrases.task }}" + THOROUGHLY + " ภายใน{{ deadline }}"
    "{% if enclosures %} รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย{% endif %}"
)
FORWARD_END = (
    "จึงเรียนมาเพื่อทราบและพิจารณาดำเนินการ{% if addressees.mixed %} สำหรับอำเภอขอความร่วมมือแจ้งให้"
    "{{ addressees.below }}ในพื้นที่ดำเนินการในส่วนที่เกี่ยวข้องต่อไป{% endif %}"
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
