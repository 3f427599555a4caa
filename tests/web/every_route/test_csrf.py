"""Forms of an office's page: sealed for it and for one browser, and good for nothing else."""

from tests.support.all_routes import OF_TOKENS
from tests.support.circular_steps import DISTRICT, SAO
from tests.support.database_rows import denied, whole
from tests.support.page_links import Tokens
from tests.support.site import Site


def test_a_form_sealed_for_one_office_changes_nothing_at_another(site: Site, tokens: Tokens) -> None:
    before, client = whole(site.services.database), site.client()
    own = client.get(tokens.page(SAO)).field("seal")
    form = {"seal": own, "person": "ผู้หนึ่ง", "position": "ตำแหน่ง"}
    other = tokens.page("4540102")
    for route in (route for route in OF_TOKENS if "POST" in (route.methods or ())):
        path = route.path.replace("/t/{token}", other).replace("{id}", "1").replace("{code}", DISTRICT)
        assert client.post(path, **form).status == 403, path
    assert whole(site.services.database) == before
    assert denied(site.services.database)[-1][1] == "form"


def test_a_form_that_another_browser_sealed_is_refused(site: Site, tokens: Tokens) -> None:
    before, own = whole(site.services.database), site.client().get(tokens.page(SAO)).field("seal")
    form = {"seal": own, "person": "ผู้หนึ่ง", "position": "ตำแหน่ง"}
    attacker, nobody = site.client(), site.client()
    attacker.get(tokens.page(SAO))
    assert attacker.post(f"{tokens.page(SAO)}/acknowledge", **form).status == 403
    assert nobody.post(f"{tokens.page(SAO)}/acknowledge", **form).status == 403
    assert whole(site.services.database) == before


def test_a_form_sent_from_another_site_is_refused_even_with_the_right_seal(site: Site, tokens: Tokens) -> None:
    before, client = whole(site.services.database), site.client()
    own = client.get(tokens.page(SAO)).field("seal")
    body = f"seal={own}&person=x&position=y".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"}
    assert client.ask("POST", f"{tokens.page(SAO)}/acknowledge", body, headers).status == 403
    assert whole(site.services.database) == before
