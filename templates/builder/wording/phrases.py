"""Parts of sentences common to several letters.

They name no matter: the request, its object and its faults come from the circular's own `phrases`. ~ is a space that
must not break.
"""

TO_ALL = "สำหรับอำเภอให้แจ้ง{{ phrases.doers }}ในพื้นที่ต่อไป"
THOROUGHLY = "{% if phrases.thoroughly %} {{ phrases.thoroughly }}{% endif %}"
CITED = "ตามหนังสือ{{ cited[0].agency }} ที่~{{ cited[0].number }} ลงวันที่~{{ cited[0].date }} เรื่อง {{ cited[0].subject }}"
MATTER = (
    "{% if matter == 'incorrect' %}{{ phrases.incorrect }}"
    "{% elif matter == 'both' %}{{ phrases.missing }} และบางแห่ง{{ phrases.incorrect }}"
    "{% else %}{{ phrases.missing }}{% endif %}"
)
IN_PLACE = "ในพื้นที่{{ lagging.place }}"  # the common district of the lagging offices, else empty
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
