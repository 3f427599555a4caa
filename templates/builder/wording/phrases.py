"""Parts of sentences common to several letters.

They name no matter: the request, its object and its faults come from the circular's own `phrases`. ~ is a space that
must not break.
"""

THOROUGHLY = "{% if phrases.thoroughly %} {{ phrases.thoroughly }}{% endif %}"
CITED = (
    "ตามหนังสือ{{ cited[-1].agency }}{% if cited[-1].urgency %} {{ cited[-1].urgency }}{% endif %} "
    "ที่~{{ cited[-1].number }} ลงวันที่~{{ cited[-1].date }} เรื่อง {{ cited[-1].subject }}"
)
WHOM = (
    "{% if addressees.provinces %}ขอความร่วมมือจังหวัดแจ้ง{{ phrases.doers }}ในพื้นที่"
    "{% elif addressees.has_district %}ขอให้{{ phrases.doers }}ในพื้นที่{% else %}ขอให้{{ addressees.kinds }}{% endif %}"
)
"""Whom the cited letter asked; the request follows."""
MATTER = (
    "{% if matter == 'incorrect' %}{{ phrases.incorrect }}"
    "{% elif matter == 'both' %}{{ phrases.missing }} หรือ{{ phrases.incorrect }}"
    "{% else %}{{ phrases.missing }}{% endif %}"
)
DOERS = "{{ phrases.doers }}ในพื้นที่{{ lagging.place }}"  # the common place of the lagging offices, else empty
BOTH = (
    "{{ phrases.missing }} จำนวน~{{ lagging.missing }}~แห่ง และ{{ phrases.incorrect }} จำนวน~{{ lagging.incorrect }}~แห่ง"
)
COUNTED = (
    "{% if lagging.form == 'one' %}{{ lagging.name }} " + MATTER
    + "{% elif lagging.form == 'all' %}" + DOERS + " ทั้ง~{{ lagging.count }}~แห่ง "
    "{% if matter == 'both' %}โดย" + BOTH + "{% else %}" + MATTER + "{% endif %}"
    "{% elif lagging.form == 'both' %}" + DOERS + BOTH
    + " รวม~{{ lagging.count }}~แห่ง จากทั้งหมด~{{ lagging.total }}~แห่ง"
    "{% elif lagging.form == 'many' %}" + DOERS + "จำนวนมาก " + MATTER
    + "{% elif lagging.form == 'some' %}" + DOERS
    + " จำนวน~{{ lagging.count }}~แห่ง จากทั้งหมด~{{ lagging.total }}~แห่ง " + MATTER
    + "{% else %}" + DOERS + MATTER + "{% endif %}"
)  # fmt: skip
"""How many lag, and with which fault: both numbers where there are both faults, one office by its name."""
DO_IT = (
    "{% if matter == 'incorrect' %}ตรวจสอบและแก้ไขให้ถูกต้องครบถ้วน"
    "{% elif matter == 'both' %}เร่งดำเนินการและแก้ไขให้ถูกต้องครบถ้วน"
    "{% else %}เร่งดำเนินการให้แล้วเสร็จ{% endif %}"
)
ON = "{% if addressees.mixed %} สำหรับอำเภอขอให้แจ้ง{{ addressees.below }}ในพื้นที่ต่อไป{% endif %}"
"""Where districts are among the addressees, they tell the offices below them."""
CHECKED = "ตรวจสอบ{% if as_of %}ข้อมูล ณ วันที่~{{ as_of }} {% endif %}แล้ว ปรากฏว่า"
"""The check, with its day where the letter must say it."""
TELL_IF_DONE = "{% if as_of %} หากดำเนินการแล้ว ขอให้แจ้งให้ทราบ{% endif %}"
SEE_ENCLOSED = "{% if enclosures %} รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย{% endif %}"
