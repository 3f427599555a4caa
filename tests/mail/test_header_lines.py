"""The subject and the sender of a mail, decoded as a receiver's program decodes them, are the texts that were sent."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import compat32, default

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workflow.mail.header_lines import MAIL

WORDS = st.sampled_from(
    [
        *("ที่", "มท", "๐๘๑๐.๒/ว", "๑๗๐๔", "เรื่อง", "[ด่วนที่สุด]", "QR", "Code", "A4,", "(ฉบับที่", "๒)", "“แผน”", "-"),
        *("การสำรวจข้อมูลแหล่งน้ำเพื่อการอุปโภคบริโภคขององค์กรปกครองส่วนท้องถิ่น", "=?", "a=b", "_"),
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=25).map(" ".join)


def sent(subject: str, sender: str = "กรม") -> bytes:
    message = EmailMessage(policy=MAIL)
    message["Subject"] = subject
    message["From"] = Address(sender, addr_spec="saraban@dla.go.th")
    message.set_content("-")
    return message.as_bytes()


@settings(max_examples=150, deadline=None)
@given(TEXTS.filter(lambda text: not text.isascii()))
@example("[ด่วนที่สุด] หนังสือกรมส่งเสริมการปกครองท้องถิ่น ที่ มท ๐๘๑๐.๒/ว ๑๗๐๔ เรื่อง การสำรวจข้อมูล")
def test_a_decoded_subject_is_the_text_with_every_blank(text: str) -> None:
    raw = sent(text)
    assert message_from_bytes(raw, policy=default)["Subject"] == text
    line = str(message_from_bytes(raw, policy=compat32)["Subject"])
    assert str(make_header(decode_header(line))) == text


@settings(max_examples=100, deadline=None)
@given(TEXTS.filter(lambda text: not text.isascii()))
def test_a_decoded_sender_is_the_name_with_every_blank(text: str) -> None:
    name, _, address = str(message_from_bytes(sent("-", text), policy=compat32)["From"]).rpartition(" ")
    assert (str(make_header(decode_header(name.strip()))), address) == (text, "<saraban@dla.go.th>")


def test_a_text_in_latin_letters_is_sent_as_it_is() -> None:
    assert b"Subject: Report 7 of 2027\r\n" in sent("Report 7 of 2027", "DLA")
    assert b"From: DLA <saraban@dla.go.th>\r\n" in sent("-", "DLA")


@pytest.mark.parametrize("text", ["เรื่อง " * 60, "ก" * 400])
def test_no_encoded_word_and_no_line_is_longer_than_the_rules_allow(text: str) -> None:
    head = sent(text.strip(), text.strip()).partition(b"\r\n\r\n")[0].decode("ascii")
    assert all(len(line) <= 76 for line in head.split("\r\n"))
    assert all(len(word) <= 75 for word in re.findall(r"=\?\S+\?=", head))
