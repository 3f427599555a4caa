"""The form of a covering letter: filled in, corrected, approved; and the letter that came of it."""

import re
from html import unescape

from sqlalchemy import select

from tests.support.page_links import Tokens
from tests.support.site import Answer, Client, Site
from workflow.letters.text import paragraphs
from workflow.store import tables as t

WHO = {"person": "ท้องถิ่นจังหวัด", "position": "ท้องถิ่นจังหวัดแพร่"}
ACTING = {
    "signer": "",
    "title": "รองผู้ว่าราชการจังหวัด",
    "mode": "รักษาราชการแทน",
    "for_title": "ผู้ว่าราชการจังหวัดแพร่",
}
SUBJECT = "การบันทึกข้อมูลความตกลง"
OWN = "จังหวัดแพร่ขอให้บันทึกข้อมูลให้ครบถ้วน ภายในวันจันทร์ที่ 31 สิงหาคม 2563"
Fields = dict[str, str]


def form(answer: Answer, **changed: str) -> Fields:
    """What the form of the page sends, with some of it changed."""
    text = {
        name: unescape(value) for name, value in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)', answer.text)
    }
    names = ("seal", "prepared", "shown", "signer", "title", "for_title")
    chosen = re.search(r'<option value="([^"]*)" selected', answer.text)
    return {**{name: answer.field(name) for name in names}, **text, "mode": chosen[1] if chosen else "", **changed}


def corrected(client: Client, page: str, **changed: str) -> Answer:
    """The page after it was corrected and looked at again."""
    return client.post(f"{page}/draft", **form(client.get(page), **changed))


def approved(client: Client, page: str, **changed: str) -> Answer:
    """Approve the letter as the page shows it with these corrections."""
    return client.post(page, **form(corrected(client, page, **changed), **WHO))


def covering(site: Site, tokens: Tokens) -> tuple[str, list[str]]:
    """The subject of the covering letter that was issued, and its lines."""
    with site.services.database.read() as conn:
        row = conn.execute(select(t.letters.c.subject, t.letters.c.file).where(t.letters.c.stage == "forwarding")).one()
    lines = paragraphs(site.services.printer.store.path(row.file).read_bytes())
    return row.subject, [" ".join(line.split()) for line in lines]


def paragraphs_of(answer: Answer) -> list[str]:
    return paragraphs(answer.body)
