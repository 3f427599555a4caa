"""Loading the registry into the database: adding, bringing up to date, and what is refused."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from runtime.services import Services
from workflow.errors import NotAllowedError
from workflow.registry import lookup
from workflow.registry.kinds import Level
from workflow.registry.load import load
from workflow.store import tables as t


def test_a_blank_in_a_later_file_leaves_what_the_office_has_filled_in(services: Services) -> None:
    with services.database.write() as conn:
        before = lookup.by_code(conn, "54").unit
        blank = replace(before, prefix="", address=(), contact_signed=(), email="", post="ผู้ว่าราชการจังหวัดแพร่")
        load(conn, [blank])
        after = lookup.by_code(conn, "54").unit
    assert (after.prefix, after.address, after.contact_signed) == (before.prefix, before.address, before.contact_signed)
    assert after == before


def test_what_an_old_row_leaves_blank_is_filled_in_when_the_unit_is_read(services: Services) -> None:
    with services.database.write() as conn:
        before = lookup.by_code(conn, "5406").unit
        conn.execute(update(t.units).where(t.units.c.code == "5406").values(letterhead="", line_office=""))
        after = lookup.by_code(conn, "5406").unit
    assert before.letterhead
    assert before.line_office
    assert after == replace(before, letterhead="", line_office="")  # which fills them in


def test_what_a_later_file_gives_replaces_what_was_there(services: Services) -> None:
    with services.database.write() as conn:
        before = lookup.by_code(conn, "5406").unit
        load(conn, [replace(before, prefix="พร ๐๐๒๓.๙๙", address=("ถนนใหม่",))])
        after = lookup.by_code(conn, "5406").unit
    assert (after.prefix, after.address) == ("พร ๐๐๒๓.๙๙", ("ถนนใหม่",))


def test_two_registers_may_not_number_letters_under_one_prefix(services: Services) -> None:
    with pytest.raises(NotAllowedError, match=r"พร ๐๐๒๓\.๑ is used by .*54, 5406"), services.database.write() as conn:
        district = lookup.by_code(conn, "5406").unit
        load(conn, [replace(district, prefix="พร ๐๐๒๓.๑")])
    with services.database.read() as conn:
        assert lookup.by_code(conn, "5406").unit.prefix == "พร ๐๐๒๓.๙"


def test_a_unit_never_changes_its_level(services: Services) -> None:
    with pytest.raises(NotAllowedError, match="a code of its own"), services.database.write() as conn:
        district = lookup.by_code(conn, "5406").unit
        load(conn, [replace(district, kind="province", level=Level.PROVINCE, name="จังหวัดสอง", parent="DLA")])
