"""Nothing changes by a forged form, and every answer carries the headers that keep it safe."""

from django.test import Client

from assessments.web.middleware import CONTENT_POLICY
from tests.full import CELLS


def test_no_post_is_taken_without_the_form_s_own_token(houses):
    client = Client(enforce_csrf_checks=True)
    client.force_login(houses[0].people["analyst"])
    writes = [name for verb, name in CELLS if verb == "POST"]

    answers = {name: client.post(houses[0].url(name), {}).status_code for name in writes}

    assert set(answers.values()) == {403}


def test_every_page_is_private_and_guarded(houses):
    client = Client()
    client.force_login(houses[0].people["analyst"])
    for verb, name in CELLS:
        if verb != "GET":
            continue
        answer = client.get(houses[0].url(name))
        b"".join(answer)
        headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["X-Frame-Options"] == "DENY", name
        assert headers["Referrer-Policy"] == "same-origin", name
        assert headers["Cache-Control"] in ("private, no-store", "private, no-cache"), name
        policy = headers["Content-Security-Policy"]
        assert policy == CONTENT_POLICY or policy.startswith("sandbox"), name
        assert headers["X-Request-ID"], name
