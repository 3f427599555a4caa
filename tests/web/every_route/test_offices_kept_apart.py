"""What belongs to one office is shown to no other."""

import re
from urllib.parse import unquote

from tests.support.circular_steps import DISTRICT, SAO, act, changed_file, issue
from tests.support.database_rows import denied, forget_denied, whole
from tests.support.page_links import Tokens, linked
from tests.support.site import Site
from workflow.access.denied_requests import ROOM
from workflow.circulars.tree import task_of
from workflow.progress import attachments
from workflow.registry import lookup


def test_each_token_shows_its_own_office_and_no_other(site: Site, tokens: Tokens) -> None:
    client = site.client()
    for code, own in ((SAO, "องค์การบริหารส่วนตำบลเตาปูน"), ("4540102", "เทศบาลเมืองแพร่")):
        page = client.get(tokens.page(code)).said
        assert own in page
    assert "เทศบาลเมืองแพร่" not in client.get(tokens.page(SAO)).said


def test_a_token_stands_in_no_header_and_in_no_address_but_our_own(site: Site, tokens: Tokens) -> None:
    answer = site.client().get(tokens.page(SAO))
    token = tokens.token[SAO]
    assert token not in str(answer.headers)
    outside = [link for link in re.findall(r'(?:href|src|action)="([^"]+)"', answer.text) if "://" in link]
    assert outside
    assert not [link for link in outside if token in link]
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_what_an_office_has_handed_in_is_read_by_itself_and_the_unit_above_and_by_nobody_else(
    site: Site, tokens: Tokens
) -> None:
    data = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
    with site.services.database.write() as conn:
        task = task_of(conn, tokens.circular, lookup.by_code(conn, SAO))
        attachment_store = site.web.attachment_store
        made = attachments.attach(conn, task, "../../รายงานผล.exe", data, attachment_store, act("2020-05-30 10:00"))
    before, client, answers = whole(site.services.database), site.client(), dict[str, int]()
    forget_denied(site.services.database)
    for code, token in tokens.token.items():
        answer = client.get(f"/t/{token}/files/{made.id}")
        answers[code] = answer.status
        if answer.status == 200:
            assert answer.body == data
            assert answer.headers["content-type"] == "application/pdf"
            assert answer.headers["x-content-type-options"] == "nosniff"
            told = unquote(answer.headers["content-disposition"])
            assert told == "attachment; filename*=UTF-8''รายงานผล.exe.pdf"
        else:
            assert "รายงานผล" not in answer.said
    assert {code for code, status in answers.items() if status == 200} == {SAO, DISTRICT}
    assert set(answers.values()) == {200, 404}
    recorded = denied(site.services.database)
    assert set(recorded) == {("/t/{token}/files/{id}", "file")}
    assert len(recorded) == min(len(answers) - 2, ROOM + 1)
    assert whole(site.services.database) == before
    assert "รายงานผล.exe" in client.get(tokens.page(DISTRICT)).said
    for wrong in ("0", "-1", "1e3", "%20", "9" * 30, "%00", f"{made.id}x"):
        assert client.get(f"{tokens.page(SAO)}/files/{wrong}").status == 404


def test_two_circulars_keep_apart(site: Site, tokens: Tokens) -> None:
    other = linked(
        site.services, issue(site.services, changed_file(site.services.settings.letters.folder.parent, code="other"))
    )
    page = site.client().get(f"/t/{other.token[SAO]}")
    assert "ยังไม่ต้องดำเนินการ" in page.said
    assert tokens.token[SAO] not in page.text
    before = whole(site.services.database)
    client = site.client()
    own = client.get(tokens.page(SAO)).field("seal")
    form = {"seal": own, "person": "ผู้หนึ่ง", "position": "ตำแหน่ง"}
    assert client.post(f"/t/{other.token[SAO]}/acknowledge", **form).status == 403
    assert whole(site.services.database) == before
