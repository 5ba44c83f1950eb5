"""The reader that page tests trust: it must see what would shut somebody out."""

import pytest
from bs4 import BeautifulSoup

from tests.pages import faults_of

GOOD = """<!doctype html><html lang="en" dir="ltr"><head><title>Questions</title></head><body>
<h1>Questions</h1><a href="/">Home</a><img alt="" src="x"><label for="name">Name</label>
<input id="name" aria-describedby="hint"><p id="hint">As on your card</p><button>Go</button>
<label>Inside <input type="checkbox"></label><input type="hidden" name="token"></body></html>"""


def test_a_good_page_has_no_faults():
    assert faults_of(BeautifulSoup(GOOD, "html.parser")) == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        (' lang="en"', "", "no language"),
        ('dir="ltr"', 'dir="up"', "no direction"),
        ("<title>Questions</title>", "<title> </title>", "no title"),
        ("<h1>Questions</h1>", "<h2>Questions</h2>", "0 h1"),
        ("<h1>Questions</h1>", "<h1>One</h1><h1>Two</h1>", "2 h1"),
        ('alt=""', "", "image without alt"),
        ('<label for="name">Name</label>', "", "no label"),
        ('id="hint"', 'id="other"', "aria-describedby points at nothing"),
        ('id="hint"', 'id="name"', "id 'name' is there 2 times"),
        (">Home<", "><", "empty"),
        (">Go<", "> <", "empty"),
    ],
)
def test_a_fault_is_seen(good, bad, fault):
    assert good in GOOD

    found = faults_of(BeautifulSoup(GOOD.replace(good, bad), "html.parser"))

    assert any(fault in each for each in found), found
