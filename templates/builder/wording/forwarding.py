"""The sentences of covering letters, with the issuer's words after แจ้งว่า."""

from templates.builder.wording.phrases import THOROUGHLY

BACKGROUND = (
    "ตามที่{{ upstream.name }}ขอความร่วมมือให้{{ upstream.level_asked }}แจ้ง{{ phrases.doers }}ในพื้นที่"
    "{{ phrases.background }} นั้น"
)
NEWS = "{{ upstream.name }}แจ้งว่า{% if upstream.name != issuer %}{{ issuer }}{% endif %}{{ phrases.news }}"
ASKS = (
    "{% if addressees.has_district %}จึงขอความร่วมมืออำเภอแจ้ง{{ phrases.doers }}ในพื้นที่"
    "{% else %}จึงขอให้{{ addressees.kinds }}{% endif %}"
    "{{ phrases.task }}" + THOROUGHLY + " ภายใน{{ deadline }}"
    "{% if enclosures %} รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย{% endif %}"
)
END = (
    "จึงเรียนมาเพื่อทราบและพิจารณาดำเนินการ{% if addressees.mixed %} สำหรับอำเภอขอความร่วมมือแจ้งให้"
    "{{ addressees.below }}ในพื้นที่ดำเนินการในส่วนที่เกี่ยวข้องต่อไป{% endif %}"
)
