"""The table of rules. L01 to L20 and M01 to M25 are those of the saraban notes (saraban.md §8 and §7)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from workflow.lint.anatomy.letter import Letter
from workflow.lint.findings import Form, LetterContext, Seen, Severity
from workflow.lint.rules import (
    addressees,
    completeness,
    content,
    dates,
    emblem,
    layout,
    numbers,
    signature,
    spelling,
    urgency_secrecy,
    wording,
)
from workflow.lint.rules.fonts import false_name, fonts, memo_heading, memo_labels, plain_labels, sizes
from workflow.lint.rules.parts import (
    enclosure_named,
    enclosure_word,
    forbidden,
    form_known,
    items_numbered,
    memo_heads,
    order,
    parts,
    seal_room,
    two_paragraphs,
)

Check = Callable[[Letter, LetterContext], Iterable[Seen]]
_ANY = (Form.EXTERNAL, Form.STAMPED, Form.MEMO, Form.OTHER)
_LETTERS = (Form.EXTERNAL, Form.STAMPED, Form.MEMO)
_OPEN = (Form.EXTERNAL, Form.STAMPED)
_EXTERNAL, _STAMPED, _MEMO = (Form.EXTERNAL,), (Form.STAMPED,), (Form.MEMO,)
_SIGNED = (Form.EXTERNAL, Form.MEMO)
_ERROR, _WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True)
class Rule:
    """A rule: the check, the requirement, the source clause and its certainty (saraban.md's marks).

    It runs for letters of its `forms` (a document of unknown form counts as other), and only if the context has all
    facts it `needs`. `also` are further rules and mistakes of the notes that it covers.
    """

    id: str
    check: Check
    asks: str
    clause: str
    certainty: str
    severity: Severity
    forms: tuple[Form, ...] = _LETTERS
    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


RULES: tuple[Rule, ...] = (
    Rule("L00-form", form_known, "the form can be told", "ข้อ 10, §1.1", "A", _WARNING, _ANY),
    # The parts and their order.
    Rule("L01-parts", parts, "all parts of an external letter are there", "ข้อ 11, §1.2", "B", _ERROR, _EXTERNAL),
    Rule("L01-text", two_paragraphs, "the text has two paragraphs or more", "§1.2, §5.1", "B", _ERROR, _EXTERNAL),
    Rule("L01-order", order, "the parts stand in order", "ข้อ 11, §1.2", "B", _ERROR, _EXTERNAL),
    Rule("L01-enclosure", enclosure_named, "an enclosure the text points to is named", "ข้อ 11, §1.2", "B", _ERROR,
         _EXTERNAL),
    Rule("L01-items", items_numbered, "items are numbered if there are several", "§1.2", "GK-high", _WARNING,
         _EXTERNAL),
    Rule("L01-intent", completeness.intent, "the text ends with its purpose", "ข้อ 11, §5.1", "B", _ERROR, _EXTERNAL),
    Rule("L01-telephone", completeness.telephone, "the unit in charge has a telephone", "ข้อ 11, 14, §1.2", "B",
         _WARNING, _OPEN),
    Rule("L01-foot", completeness.foot, "the lines at the foot stand in order", "ข้อ 11, 14, §1.2", "GK-high", _WARNING,
         _OPEN),
    Rule("L01-address", completeness.address, "the sender's address is there", "ข้อ 11, §1.2", "B", _WARNING, _EXTERNAL),
    Rule("L01-copies", completeness.copies, "enclosures have their number of copies", "§1.2", "SEED 1,2,4", _WARNING,
         _EXTERNAL),
    Rule("L01-mentioned", completeness.mentioned, "the text mentions its enclosures", "ข้อ 11, §1.2", "B", _WARNING,
         _EXTERNAL),
    Rule("L01-counted", completeness.without_gap, "numbered items count on", "§1.2", "GK-high", _WARNING, _EXTERNAL),
    Rule("L01-stop", completeness.subject_without_stop, "no full stop ends the subject", "§1.2", "SEED 1,2,4",
         _WARNING, _SIGNED),
    Rule("L01-left", completeness.no_leftovers, "nothing is left to be filled in or taken out", "§7", "B", _ERROR),
    Rule("L02-intent", completeness.stamped_intent, "the text says what is asked", "ข้อ 14, §5.1", "GK-high", _WARNING,
         _STAMPED),
    Rule("L02-parts", parts, "all parts of a stamped letter are there", "ข้อ 14, §1.4", "B", _ERROR, _STAMPED),
    Rule("L02-order", order, "the parts stand in order", "ข้อ 14, §1.4", "B", _ERROR, _STAMPED),
    Rule("L02-forbidden", forbidden, "nothing of a signed letter is there", "ข้อ 14, §1.4", "B", _ERROR, _STAMPED,
         also=("M11",)),
    Rule("L02-enclosure", enclosure_word, "enclosures are สิ่งที่ส่งมาพร้อมนี้", "§4.1", "SEED 3,6", _WARNING, _STAMPED),
    Rule("L02-room", seal_room, "the seal has room", "ข้อ 72, §2.2", "GK-high", _WARNING, _STAMPED),
    Rule("L02-place", layout.seal_place, "agency and date stand in the right half", "ข้อ 14, §1.4", "B",
         _WARNING, _STAMPED),
    Rule("M08-parts", parts, "all parts of a memo are there", "ข้อ 12, §1.3", "B", _ERROR, _MEMO),
    Rule("M08-order", order, "the parts stand in order", "ข้อ 12, §1.3", "A", _ERROR, _MEMO),
    Rule("M08-closing", forbidden, "a memo has no closing and no address", "ข้อ 12, §1.3", "B", _ERROR, _MEMO),
    Rule("M08-heads", memo_heads, "references and enclosures are told in the text", "ข้อ 12, §1.3", "GK-high",
         _WARNING, _MEMO),
    Rule("M08-rule", layout.memo_rule, "no solid line under the head", "ข้อ 12, §1.3", "A", _ERROR, _MEMO),
    # Numbers.
    Rule("L03-form", numbers.number_form, "the number has the form of a letter number", "ภาคผนวก 1, §1.10", "A",
         _ERROR),
    Rule("L03-circular", numbers.circular_mark, "ว stands in a circular's number only", "ข้อ 32, §1.5", "B", _ERROR,
         needs=("circular",)),
    Rule("L03-register", numbers.registered, "the number is that of the register", "ข้อ 43, §1.10", "A", _ERROR,
         needs=("number",), also=("M16",)),
    Rule("L03-unused", numbers.unused, "the number is used once", "ข้อ 32, §1.9", "B", _ERROR, needs=("used_numbers",),
         also=("M16",)),
    Rule("M16-zeros", numbers.no_zeros, "no zeros before the running number", "ข้อ 32, §1.5", "B",
         _ERROR, also=("L03",)),
    Rule("M16-year", numbers.no_year, "no year after the running number", "ข้อ 32, §1.5", "B", _ERROR, also=("L03",)),
    Rule("M18-dated", numbers.cited_with_date, "letters are cited with number and date", "ข้อ 11, §1.2", "SEED 2",
         _ERROR),
    Rule("M18-reference", numbers.reference_given, "ที่อ้างถึง has its อ้างถึง", "§5.1", "B", _ERROR, _EXTERNAL),
    Rule("M18-earlier", completeness.cited_earlier, "letters cited are earlier ones", "ข้อ 11", "A", _ERROR),
    Rule("M18-used", completeness.referred_to, "the text uses its อ้างถึง", "ข้อ 11, §5.1", "B", _WARNING, _EXTERNAL),
    Rule("L07-received", numbers.cited_received, "nobody is referred to a letter he never got", "ข้อ 11, §4.1",
         "SEED 3,5,6", _ERROR, needs=("cited", "addressees"), also=("M18",)),
    # Dates.
    Rule("L04-date", dates.well_written, "the date is day, month and Buddhist year", "ข้อ 11, §1.2", "SEED 1,2,4",
         _ERROR),
    Rule("L04-weekday", dates.weekdays, "weekdays agree with their dates", "§8", "A", _ERROR, _ANY, also=("M15",)),
    Rule("L04-day", dates.days_exist, "there is such a day", "§8", "A", _ERROR, _ANY),
    Rule("L04-register", dates.as_registered, "the date is that of the register", "ข้อ 11, §8", "SEED 1,2,4", _ERROR,
         needs=("date",), also=("M16",)),
    Rule("M06-label", dates.no_label, "no วันที่ before the date", "ข้อ 11, §1.2", "SEED 1,2,4", _ERROR, _OPEN),
    Rule("M06-era", dates.no_era, "no พ.ศ. in the date", "ข้อ 11, §1.2", "SEED 1,2,4", _ERROR),
    Rule("M06-month", dates.full_months, "months in full", "ข้อ 11, §1.2", "SEED 1,2,4", _ERROR, also=("L04",)),
    Rule("M06-place", dates.date_place, "the date begins in the middle of the page", "ข้อ 11, §1.2", "GK-high", _WARNING,
         _EXTERNAL),
    Rule("M13-year", dates.buddhist_years, "years of the Buddhist era", "§1.2", "SEED 1,2,4",
         _ERROR, _ANY, also=("L04",)),
    Rule("M24-ahead", dates.deadline_ahead, "deadlines lie ahead", "§5.3", "SEED 1-6", _ERROR, also=("L08",)),
    Rule("L08-days", dates.deadline_far, "the deadline leaves time enough", "§5.3", "SEED 1-6",
         _ERROR, needs=("deadline",),
         also=("M24",)),
    Rule("L08-later", dates.deadline_later, "a new deadline is later than the old", "§5.3", "SEED 3,6", _ERROR,
         needs=("deadline", "previous_deadline"), also=("M24",)),
    Rule("L18-after", dates.received_after, "letters are received after they are written", "ข้อ 37, §1.8", "B", _ERROR,
         _ANY, ("receipts",)),
    Rule("L18-weekday", dates.received_in_office, "paper is received on weekdays", "§8", "B", _WARNING, _ANY,
         ("receipts",)),
    Rule("L19-due", dates.received_in_time, "letters are acknowledged in time", "ภาคผนวก 7, §1.12", "GK-high", _WARNING,
         _ANY, ("receipts",)),
    # The words.
    Rule("L05-digits", wording.faults("L05-digits"), "digits are Thai", "§2.1", "SEED 1-6",
         _ERROR, _ANY, also=("M13",)),
    Rule("L05-lists", wording.thai_lists, "lists count in Thai digits", "§2.1", "SEED 1-6",
         _ERROR, _ANY, also=("M13",)),
    Rule("M13-digits", wording.faults("M13-digits"), "Thai and Arabic digits are not mixed", "§2.1", "SEED 1-6", _ERROR,
         _ANY, also=("L05",)),
    Rule("L06-that", wording.citing_ends, "ตามที่… and ตามหนังสือ… end with นั้น", "§5.1", "B", _ERROR, also=("M14",)),
    Rule("M14-news", wording.news_ends, "ด้วย… does not end with นั้น", "§5.1", "B", _ERROR, also=("L06",)),
    Rule("L09-same", wording.same_for_all, "a circular says the same to all", "ข้อ 32, §1.5", "B", _ERROR,
         needs=("copies",), also=("M17",)),
    Rule("L11-districts", wording.districts_told, "districts among others are told what is theirs", "§4.1",
         "SEED 1,3,6", _ERROR, _OPEN),
    Rule("L14-pages", wording.few_pages, "one page, or a continuation word", "§2.1", "GK-high", _WARNING, _LETTERS,
         ("pages",)),
    Rule("L15-subject", wording.same_subject, "a letter passed on keeps its subject", "§4.1", "SEED 1,2", _ERROR,
         _EXTERNAL, ("upstream_subject",)),
    Rule("L20-spelling", wording.faults("L20-spelling"), "names of offices are spelt rightly", "§7, §8", "B",
         _ERROR, _ANY, also=("M19",)),
    Rule("M19-words", spelling.misspelt, "words are spelt rightly", "§7", "B", _ERROR),
    Rule("M19-phrases", spelling.set_phrases, "set phrases are the usual ones", "§5.1", "GK-high", _WARNING),
    Rule("M14-doubled", spelling.doubled_conjunctions, "no conjunction stands twice", "§5.1", "GK-high", _WARNING),
    Rule("M22-quotes", wording.faults("M22-quotes"), "quotation marks are “ ”", "§7", "B", _ERROR, _ANY),
    Rule("M22-characters", wording.faults("M22-characters"), "no invisible or doubled characters", "§7", "B",
         _ERROR, _ANY),
    Rule("M22-words", wording.whole_words, "no space tears a syllable apart", "§2.3", "B", _ERROR, _ANY),
    Rule("M22-breaks", wording.no_line_breaks, "no line breaks inside a paragraph", "§2.3", "B", _ERROR),
    # Addressees.
    Rule("L10-named", addressees.all_named, "everybody addressed is named", "§3.1", "SEED 1-6", _ERROR, _OPEN,
         ("addressees",)),
    # A warning, because letters to citizens and invited speakers address persons.
    Rule("M20-person", addressees.no_persons, "officials are not addressed by name", "ข้อ 11, §1.2", "SEED 1-6",
         _WARNING,
         also=("L10",)),
    Rule("M20-office", addressees.no_offices, "posts stand after เรียน", "ข้อ 11, §3.1", "SEED 1,2,4", _ERROR,
         _SIGNED, also=("L10",)),
    Rule("M20-post", addressees.no_posts, "offices stand after ถึง", "ข้อ 14, §3.1", "SEED 3,5,6", _ERROR, _STAMPED,
         also=("L10",)),
    Rule("M10-salutation", completeness.plain_salutation, "no ท่าน, no กราบเรียน after เรียน", "§3.1", "B", _ERROR,
         _SIGNED),
    Rule("M10-greeting", addressees.greeting, "กราบเรียน is for the highest posts", "§3.1", "A", _ERROR, _SIGNED),
    # Signing.
    Rule("L17-closing", signature.closing, "the closing goes with the salutation", "§3.1", "B", _ERROR, _EXTERNAL,
         also=("M10",)),
    Rule("L12-lines", signature.two_lines, "who signs for a post names it", "§3.3", "SEED 1,4", _ERROR, _SIGNED),
    Rule("M21-acting", signature.acting_place, "the acting phrase ends the first line", "§3.3", "SEED 1,4",
         _ERROR, _SIGNED, also=("L12",)),
    Rule("L12-signer", signature.as_settled, "name and position are the signer's", "§3.3", "B",
         _ERROR, _SIGNED, ("signer",)),
    Rule("L12-valid", signature.may_sign, "the right to sign covers the date", "§3.3", "B",
         _ERROR, _SIGNED, ("signer",)),
    Rule("L12-rank", completeness.full_rank, "ranks are written in full", "§3.3", "B", _WARNING, _SIGNED),
    Rule("L16-signed", signature.signed_when_serious, "final demands are signed letters", "ข้อ 13, §1.4", "B", _ERROR,
         _LETTERS, ("must_be_signed",)),
    # The content of Wian's own letters, against their data.
    Rule("C01-counts", content.counts, "counts are the list's", "facts", "A", _ERROR, needs=("supported",)),
    Rule("C02-many", content.many, "จำนวนมาก is at least ten, and many of all", "facts", "A", _ERROR,
         needs=("supported",)),
    Rule("C03-days", content.days_late, "days late count from the deadline told", "facts", "A", _ERROR,
         needs=("supported",)),
    Rule("C04-passed", content.passed, "a deadline has passed once it has ended", "facts", "A", _ERROR,
         needs=("supported",)),
    Rule("C05-deadline", content.deadlines, "deadlines are the letter's or those told", "facts", "A", _ERROR,
         needs=("supported",)),
    Rule("C06-cited", content.cited, "letters that the text names are of this matter", "facts", "A", _ERROR,
         needs=("supported",)),
    Rule("C07-everybody", content.everybody, "ครบทุกแห่ง leaves nobody out", "facts", "A", _ERROR,
         needs=("supported",)),
    Rule("C08-urgency", content.urgency, "the urgency is not below the circular's", "ข้อ 28", "B", _ERROR, _OPEN,
         needs=("supported",)),
    # The page.
    Rule("L13-font", fonts, "Thai in TH Sarabun, in the complex-script slot", "§2.1, §2.3", "A", _ERROR, _ANY,
         also=("M01",)),
    Rule("M02-name", false_name, "TH SarabunIT๙ with a Thai nine", "§2.3", "B", _ERROR, _ANY, also=("L13",)),
    Rule("L13-size", sizes, "Thai in 16 points", "§2.1, §2.3", "A", _ERROR, _LETTERS, also=("M01", "M09")),
    Rule("L13-paper", layout.paper, "A4", "ข้อ 74, §1.2", "A", _ERROR),
    Rule("L13-margins", layout.margins, "margins of 3 and 2 cm", "§2.1", "A", _ERROR),
    Rule("L13-inside", layout.inside_margins, "signature and seal lines fit on the page", "§2.1", "A", _ERROR),
    Rule("L13-justified", layout.justified, "text spread the Thai way", "§2.3", "B", _WARNING, also=("M03",)),
    Rule("L13-indent", layout.indented, "first lines begin 2.5 cm in", "§2.1", "A", _ERROR, also=("M09",)),
    Rule("L13-spacing", layout.single_spaced, "single spacing", "§2.1", "A", _WARNING),
    Rule("M04-labels", plain_labels, "labels are not bold", "§2.1", "GK-high", _WARNING, _OPEN),
    Rule("L13-heading", memo_heading, "the heading in bold 29 points", "§2.1", "B", _WARNING, _MEMO),
    Rule("L13-labels", memo_labels, "a memo's labels in bold 20 points", "§2.1", "B", _WARNING, _MEMO),
    Rule("L13-emblem", emblem.height, "the emblem 3 cm high, a memo's 1.5 cm", "ข้อ 71, §2.1", "A",
         _ERROR, also=("M25",)),
    Rule("M25-missing", emblem.there, "there is an emblem", "ข้อ 75, 76, §1.2", "A", _WARNING),
    Rule("M25-stretched", emblem.shape, "the emblem keeps its shape", "ข้อ 71", "B", _ERROR),
    Rule("M25-place", emblem.place, "the emblem in the middle, a memo's at the left", "ข้อ 75, 76, §1.2", "A", _ERROR),
    Rule("M25-pages", emblem.first_page_only, "the emblem on the first page alone", "§2.1", "B", _ERROR),
    Rule("L13-urgency", urgency_secrecy.urgency_type, "urgency red, bold, 32 points", "ข้อ 28, §1.6", "B",
         _ERROR, also=("M12",)),
    Rule("M12-urgency", urgency_secrecy.urgency_place, "urgency at the left above ที่", "ข้อ 28, §1.6", "B", _ERROR),
    Rule("M12-grades", urgency_secrecy.one_urgency, "one grade of urgency", "ข้อ 28, §1.6", "B", _ERROR),
    Rule("L13-secrecy", urgency_secrecy.secrecy_type, "secrecy red and large", "§1.6", "B", _ERROR, also=("M12",)),
    Rule("M12-secrecy", urgency_secrecy.secrecy_place, "secrecy at top and foot of every page", "§1.6", "GK-high",
         _WARNING),
    Rule("M05-beside", layout.sender_beside, "the sender's name on the line of ที่", "ข้อ 11, §1.2", "B",
         _ERROR, _EXTERNAL),
    Rule("M05-aligned", layout.sender_aligned, "the sender's lines begin alike", "ข้อ 11, §1.2", "GK-high", _WARNING,
         _EXTERNAL),
    Rule("M07-place", layout.closing_place, "the closing begins in the middle", "§2.2", "GK-high", _WARNING, _EXTERNAL),
    Rule("M07-centred", layout.signature_centred, "name and position centred below it", "§2.2", "GK-high", _WARNING,
         _SIGNED),
    Rule("M07-room", layout.signature_room, "three blank lines for the signature", "§2.1", "B", _ERROR, _EXTERNAL),
)  # fmt: skip
