"""A link opens one office's task and nothing else, and what the database keeps of it opens nothing."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import delete, func, select, text, update

from runtime.services import Services
from tests.support.circular_steps import DISTRICT, PAO, PROVINCE, SAO, act, moment
from tests.support.sweeps import issued
from workflow.access import denied_requests, links, short_codes
from workflow.access import open_link as opening
from workflow.access.links import NewLink
from workflow.access.open_link import ClosedLink, LinkRefused, OpenedLink
from workflow.access.secret_keys import Keys
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.circulars.file import Secrecy
from workflow.errors import NotAllowedError
from workflow.progress import completion
from workflow.registry import lookup
from workflow.store import tables as t

KEYS = Keys(b"a secret of this test alone, 32 +")
JUNE, LAST = "2020-06-01 09:00", date(2020, 12, 31)


@pytest.fixture
def circular(services: Services) -> Circular:
    return issued(services)


def mint(
    services: Services, circular: Circular, top: str = "", at: str = JUNE, expires_on: date = LAST
) -> dict[str, NewLink]:
    """Links that were missing, by the unit's code."""
    with services.database.write() as conn:
        above = lookup.by_code(conn, top) if top else None
        made = links.mint(conn, circular, act(at), expires_on, KEYS, above)
        codes = {row.id: row.code for row in conn.execute(select(t.units.c.id, t.units.c.code))}
        return {codes[link.unit_id]: link for link in made}


def opened(services: Services, token: str, at: str = JUNE) -> OpenedLink | ClosedLink:
    with services.database.read() as conn:
        return opening.open_link(conn, token, moment(at))


def reason(services: Services, token: str, at: str = JUNE) -> LinkRefused | None:
    found = opened(services, token, at)
    return found.why if isinstance(found, ClosedLink) else None


def guess(services: Services, unit: str, code: str, client: str = "here", at: str = JUNE) -> OpenedLink | ClosedLink:
    with services.database.write() as conn:
        return opening.open_by_short_code(conn, "info-2563", unit, code, client, moment(at), KEYS)


def renew(services: Services, circular: Circular, code: str, by: str, at: str = JUNE) -> NewLink:
    with services.database.write() as conn:
        unit, above = lookup.by_code(conn, code), lookup.by_code(conn, by)
        return links.renew(conn, circular, unit, above, act(at), LAST, KEYS)


# Making and opening


def test_every_task_of_a_circular_gets_a_link_that_opens_that_task(services: Services, circular: Circular) -> None:
    made = mint(services, circular)
    with services.database.read() as conn:
        found = select(t.tasks.c.id, t.units.c.code, t.units.c.name).join(t.units, t.units.c.id == t.tasks.c.unit_id)
        rows = conn.execute(found.where(t.tasks.c.circular_id == circular.id)).all()
    assert made.keys() == {row.code for row in rows}
    for row in rows[:: len(rows) // 9]:
        seen = opened(services, made[row.code].token)
        assert isinstance(seen, OpenedLink)
        assert (seen.task_id, seen.unit_code, seen.unit_name) == (row.id, row.code, row.name)
        assert (seen.circular_id, seen.circular_code, seen.expires_on) == (circular.id, "info-2563", LAST)


def test_a_token_has_at_least_128_random_bits_and_no_two_are_alike(services: Services, circular: Circular) -> None:
    made = mint(services, circular).values()
    assert all(re.fullmatch("[A-Za-z0-9_-]{32}", link.token) for link in made)  # 32 characters of 6 bits
    assert len({link.token for link in made}) == len({link.short_code for link in made}) == len(made)


def test_neither_token_nor_code_stands_in_the_database_or_in_what_is_printed(
    services: Services, circular: Circular
) -> None:
    made = mint(services, circular)[SAO]
    with services.database.read() as conn:
        kept = str([tuple(row) for table in (t.links, t.events) for row in conn.execute(select(table))])
    for secret in (made.token, made.short_code, made.short_code.replace("-", "")):
        assert secret not in kept
        assert secret not in repr(made)


def test_links_are_made_for_who_has_none_and_those_there_are_stay(services: Services, circular: Circular) -> None:
    below = mint(services, circular, top=DISTRICT)
    with services.database.read() as conn:
        assert links.counts(conn, circular, lookup.by_code(conn, DISTRICT)) == (0, len(below))
        new, there = links.counts(conn, circular)
    rest = mint(services, circular)
    assert (len(rest), len(below)) == (new, there)
    assert not below.keys() & rest.keys()
    assert isinstance(opened(services, below[SAO].token), OpenedLink)
    assert mint(services, circular) == {}


def test_of_two_who_make_links_at_once_each_gets_what_the_other_did_not_make(
    services: Services, circular: Circular
) -> None:
    together = Barrier(2)

    def work(_: int) -> dict[str, NewLink]:
        together.wait()
        return mint(services, circular)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(work, range(2))
    assert not first.keys() & second.keys()
    with services.database.read() as conn:
        assert links.counts(conn, circular) == (0, len(first) + len(second))
    assert all(reason(services, link.token) is None for link in [*first.values(), *second.values()][::40])


def test_opening_changes_nothing(services: Services, circular: Circular) -> None:
    token = mint(services, circular)[SAO].token
    with services.database.read() as conn:
        before = conn.scalar(select(func.count()).select_from(t.events))
        opening.open_link(conn, token, moment(JUNE))
        opening.open_link(conn, "nonsense", moment(JUNE))
        assert conn.scalar(select(func.count()).select_from(t.events)) == before
        assert conn.scalar(select(func.count()).select_from(t.denials)) == 0


# What does not open


def test_what_is_no_token_of_ours_is_unknown(services: Services, circular: Circular) -> None:
    mint(services, circular, top=DISTRICT)
    for token in ("", "x", "๑๒๓", "a" * 32, "a" * 10_000, "'; --", "\x00", "\ud800", "é" * 40):
        assert opened(services, token) == ClosedLink(LinkRefused.UNKNOWN)


def test_a_link_opens_through_its_last_day_in_bangkok_and_not_after(services: Services, circular: Circular) -> None:
    token = mint(services, circular, expires_on=date(2020, 6, 30))[SAO].token
    assert reason(services, token, "2020-06-30 23:59") is None
    refused = opened(services, token, "2020-07-01 00:00")
    assert isinstance(refused, ClosedLink)
    assert (refused.why, refused.circular_id) == (LinkRefused.EXPIRED, circular.id)
    assert refused.unit_id is not None


def test_a_circular_that_is_over_opens_for_nobody(services: Services, circular: Circular) -> None:
    token = mint(services, circular)[SAO].token
    with services.database.write() as conn:
        completion.cancel(conn, circular, act(JUNE, why="called off"))
    assert reason(services, token) is LinkRefused.OVER
    with pytest.raises(NotAllowedError, match="circular 'info-2563' is cancelled; it needs no links any more"):
        mint(services, circulars_now(services, circular))


def circulars_now(services: Services, circular: Circular) -> Circular:
    with services.database.read() as conn:
        return circulars.by_id(conn, circular.id)


def test_a_secret_circular_gets_no_links_and_one_that_became_secret_opens_for_nobody(
    services: Services, circular: Circular
) -> None:
    grade, token = Secrecy.SECRET, mint(services, circular)[SAO].token
    secret = replace(circular, content=circular.content.model_copy(update={"secrecy": grade}))
    with services.database.write() as conn, pytest.raises(NotAllowedError, match=f"marked {grade}; it is never shown"):
        links.mint(conn, secret, act(JUNE), LAST, KEYS)
    with services.database.write() as conn:
        unit, issuer = lookup.by_code(conn, SAO), lookup.by_code(conn, "DLA")
        with pytest.raises(NotAllowedError, match=f"marked {grade}"):
            links.renew(conn, secret, unit, issuer, act(JUNE), LAST, KEYS)
        conn.execute(update(t.circulars).values(content=secret.content.model_dump(mode="json")))
    assert reason(services, token) is LinkRefused.SECRET
    code = guess(services, SAO, "whatever")
    assert isinstance(code, ClosedLink)


def test_links_are_not_made_with_a_last_day_gone_by(services: Services, circular: Circular) -> None:
    with pytest.raises(NotAllowedError, match="the last day of the links, 2020-05-31, has passed"):
        mint(services, circular, expires_on=date(2020, 5, 31))


# Renewing and revoking


def test_a_renewed_link_opens_and_the_old_one_does_not(services: Services, circular: Circular) -> None:
    old = mint(services, circular)[SAO]
    for by in (DISTRICT, "DLA"):
        new = renew(services, circular, SAO, by)
        assert reason(services, old.token) is LinkRefused.REVOKED
        assert isinstance(opened(services, new.token), OpenedLink)
        assert isinstance(guess(services, SAO, new.short_code), OpenedLink)
        assert isinstance(guess(services, SAO, old.short_code), ClosedLink)
        old = new


def test_nobody_but_the_unit_above_and_the_issuer_renews_or_revokes(services: Services, circular: Circular) -> None:
    token = mint(services, circular)[SAO].token
    for by in (SAO, PAO, PROVINCE, "5401"):
        with pytest.raises(NotAllowedError, match="is not above องค์การบริหารส่วนตำบลเตาปูน"):
            renew(services, circular, SAO, by)
        with services.database.write() as conn, pytest.raises(NotAllowedError, match="is not above"):
            unit, other = lookup.by_code(conn, SAO), lookup.by_code(conn, by)
            links.revoke(conn, circular, unit, other, act(JUNE))
    assert isinstance(opened(services, token), OpenedLink)


def test_a_revoked_link_opens_nothing_and_is_not_revoked_twice(services: Services, circular: Circular) -> None:
    token = mint(services, circular)[SAO].token
    with services.database.write() as conn:
        unit, issuer = lookup.by_code(conn, SAO), lookup.by_code(conn, "DLA")
        links.revoke(conn, circular, unit, issuer, act(JUNE, why="sent to the wrong office"))
        with pytest.raises(NotAllowedError, match="has no link under 'info-2563' that could be revoked"):
            links.revoke(conn, circular, unit, issuer, act(JUNE))
        row = conn.execute(select(t.links).where(t.links.c.revoked_at.is_not(None))).one()
    assert (row.revoked_by, row.revoked_why) == ("officer", "sent to the wrong office")
    assert reason(services, token) is LinkRefused.REVOKED


def test_of_two_who_renew_at_once_the_last_one_opens_and_only_that(services: Services, circular: Circular) -> None:
    mint(services, circular)
    together = Barrier(4)

    def work(_: int) -> str:
        together.wait()
        return renew(services, circular, SAO, DISTRICT).token

    with ThreadPoolExecutor(4) as pool:
        seen = [reason(services, token) for token in list(pool.map(work, range(4)))]
    assert sorted(map(str, seen)) == ["None", "revoked", "revoked", "revoked"]


def test_all_links_of_a_subtree_are_renewed_at_once(services: Services, circular: Circular) -> None:
    old = mint(services, circular)
    with services.database.write() as conn:
        new = links.renew_all(conn, circular, act(JUNE), LAST, KEYS, lookup.by_code(conn, DISTRICT))
    assert reason(services, old[SAO].token) is LinkRefused.REVOKED
    assert reason(services, old[PAO].token) is None
    assert all(reason(services, link.token) is None for link in new)
    with services.database.read() as conn:
        assert links.counts(conn, circular) == (0, len(old))


def test_the_database_deletes_no_link_and_lets_none_stand_twice_or_again(
    services: Services, circular: Circular
) -> None:
    mint(services, circular)
    renew(services, circular, SAO, "DLA")
    attempts = (
        (delete(t.links), "a link is revoked, never deleted"),
        (
            update(t.links).where(t.links.c.revoked_at.is_not(None)).values(revoked_at=None),
            "a link that was revoked never opens again",
        ),
        (
            text(
                "INSERT INTO links (id, task_id, token_hash, short_hash, made_at, made_by, expires_on)"
                " SELECT 99999, task_id, 'x', 'x', made_at, 'x', expires_on FROM links WHERE id = 1"
            ),
            "(?i)unique",
        ),
    )
    for statement, told in attempts:
        with pytest.raises(Exception, match=told), services.database.write() as conn:
            conn.execute(statement)


# Short codes


def test_a_short_code_opens_its_own_office_however_it_is_typed(services: Services, circular: Circular) -> None:
    made = mint(services, circular)
    code = made[SAO].short_code
    thai = code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    for typed in (code, code.lower(), code.replace("-", ""), f" {code[:3]} {code[3:]} ", thai):
        seen = guess(services, SAO, typed)
        assert isinstance(seen, OpenedLink), typed
        assert seen.unit_code == SAO
        with services.database.read() as conn:
            assert opening.open_again(conn, seen.link_id, moment(JUNE)) == seen
    assert guess(services, SAO, made[PAO].short_code) == ClosedLink(LinkRefused.WRONG)


def test_codes_have_no_letters_that_look_alike(services: Services, circular: Circular) -> None:
    for link in mint(services, circular).values():
        assert re.fullmatch(f"[{short_codes.LETTERS}]{{4}}-[{short_codes.LETTERS}]{{4}}", link.short_code)
    assert not set("0OQ1IL2Z5S8B") & set(short_codes.LETTERS) - {"Q"}
    assert len(short_codes.LETTERS) ** short_codes.LENGTH > 2**37


def test_without_the_secret_no_code_can_be_tried_against_the_database(services: Services, circular: Circular) -> None:
    made = mint(services, circular)[SAO]
    with services.database.read() as conn:
        kept = conn.scalar(select(t.links.c.short_hash).where(t.links.c.task_id == made.task_id)) or ""
    assert short_codes.is_right(KEYS, made.task_id, made.short_code, kept)
    assert not short_codes.is_right(Keys(b"another secret"), made.task_id, made.short_code, kept)


def test_after_too_many_wrong_guesses_even_the_right_one_has_to_wait(services: Services, circular: Circular) -> None:
    code = mint(services, circular)[SAO].short_code
    told = [guess(services, SAO, "AAAA-AAAA", client=str(n)) for n in range(short_codes.UNIT_GUESSES + 1)]
    assert [found.why for found in told if isinstance(found, ClosedLink)] == [
        *[LinkRefused.WRONG] * short_codes.UNIT_GUESSES,
        LinkRefused.THROTTLED,
    ]
    assert guess(services, SAO, code, client="another") == ClosedLink(LinkRefused.THROTTLED)
    assert isinstance(guess(services, SAO, code, client="another", at="2020-06-01 09:15"), OpenedLink)


def test_one_address_cannot_try_office_after_office(services: Services, circular: Circular) -> None:
    made = mint(services, circular)
    codes = list(made)[: short_codes.CLIENT_GUESSES]
    assert all(guess(services, unit, "AAAA-AAAA") == ClosedLink(LinkRefused.WRONG) for unit in codes)
    assert guess(services, PAO, made[PAO].short_code) == ClosedLink(LinkRefused.THROTTLED)
    assert isinstance(guess(services, PAO, made[PAO].short_code, client="elsewhere"), OpenedLink)


def test_an_office_that_types_the_right_code_may_come_as_often_as_it_likes(
    services: Services, circular: Circular
) -> None:
    code = mint(services, circular)[SAO].short_code
    assert all(isinstance(guess(services, SAO, code), OpenedLink) for _ in range(short_codes.CLIENT_GUESSES + 2))


def test_guesses_at_the_same_moment_are_all_counted(services: Services, circular: Circular) -> None:
    mint(services, circular)
    together = Barrier(short_codes.UNIT_GUESSES * 2)

    def work(number: int) -> OpenedLink | ClosedLink:
        together.wait()
        return guess(services, SAO, "AAAA-AAAA", client=str(number))

    with ThreadPoolExecutor(short_codes.UNIT_GUESSES * 2) as pool:
        told = list(pool.map(work, range(short_codes.UNIT_GUESSES * 2)))
    assert (
        told.count(ClosedLink(LinkRefused.WRONG))
        == told.count(ClosedLink(LinkRefused.THROTTLED))
        == short_codes.UNIT_GUESSES
    )


def test_guesses_of_older_windows_are_cleared_away(services: Services, circular: Circular) -> None:
    mint(services, circular)
    for number in range(4):
        guess(services, SAO, "AAAA-AAAA", client=str(number))
    guess(services, PAO, "AAAA-AAAA", at="2020-06-01 10:00")
    with services.database.read() as conn:
        assert conn.scalar(select(func.count()).select_from(t.guesses)) == 2


def test_an_office_that_does_not_exist_or_has_no_link_looks_like_a_wrong_code(
    services: Services, circular: Circular
) -> None:
    assert guess(services, SAO, "AAAA-AAAA") == ClosedLink(LinkRefused.WRONG)
    for unit in ("no such unit", "\x00", "\ud800", "๕๔"):
        assert guess(services, unit, "AAAA-AAAA", client=ascii(unit)) == ClosedLink(LinkRefused.WRONG)


# Denied requests


def deny(
    services: Services, times: int = 1, at: str = JUNE, token: str = "a wrong token", reason: str = "unknown"
) -> None:
    with services.database.write() as conn:
        for _ in range(times):
            client = denied_requests.address_hash(KEYS, "192.0.2.7")
            denied_requests.record(conn, reason, "/t/{token}", client, moment(at), token)


def test_a_denial_is_kept_without_token_and_address(services: Services) -> None:
    deny(services)
    deny(services, token="")
    with services.database.read() as conn:
        first, second = conn.execute(select(t.denials).order_by(t.denials.c.id)).mappings()
    assert (first["reason"], first["route"], first["at"]) == ("unknown", "/t/{token}", moment(JUNE))
    assert first["token_prefix"] == links.hash_of("a wrong token")[:8]
    assert (second["token_prefix"], second["address"]) == ("", first["address"])
    assert "192.0.2.7" not in str(dict(first))
    assert first["address"] != denied_requests.address_hash(Keys(b"another secret"), "192.0.2.7")


def test_an_hour_full_of_denied_requests_is_counted_and_old_ones_go(services: Services) -> None:
    deny(services, denied_requests.ROOM + 7)
    deny(services, 3, reason="expired")
    with services.database.read() as conn:
        assert conn.scalar(select(func.count()).select_from(t.denials)) == denied_requests.ROOM + 2
        beyond = conn.execute(select(t.denials.c.reason, t.denials.c.count).where(t.denials.c.more))
        assert sorted(map(tuple, beyond)) == [("expired", 3), ("unknown", 7)]
    later = moment(JUNE) + denied_requests.KEPT + timedelta(hours=1)
    deny(services, at=f"{later:%Y-%m-%d %H:%M}")
    with services.database.read() as conn:
        assert conn.scalar(select(func.count()).select_from(t.denials)) == 1
