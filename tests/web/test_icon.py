"""The icon that browsers ask for at the root."""

from django.test import Client


def test_the_icon_at_the_root_leads_to_the_static_one():
    answer = Client().get("/favicon.ico")

    assert (answer.status_code, answer.headers["Location"][-4:]) == (302, ".svg")
    assert answer.headers["Location"].startswith("/static/img/favicon")
