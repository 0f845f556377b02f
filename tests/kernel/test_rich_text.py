"""Rich text from anywhere: nothing in it runs, calls home or leaves its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyun.kernel.services.rich_text import clean_html, words_of_html


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("<p>好<script>alert(1)</script></p>", "<p>好</p>"),
        ('<p onclick="x()" style="position:fixed">好</p>', "<p>好</p>"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<a href="https://a.gov.cn/">x</a>', '<a href="https://a.gov.cn/" rel="noopener noreferrer">x</a>'),
        ('<img src="https://spy.example/a.png">', "<img>"),
        ('<img src="data:image/svg+xml;base64,AAAA">', "<img>"),
        ('<img src="x" onerror="alert(1)">', "<img>"),
        ('<svg><a xlink:href="javascript:x">y</a></svg>', ""),
        ("<iframe src='//x'></iframe><form action=//x><input></form>", ""),
        ('<td colspan="2">x', "x"),
        ("<h1>题</h1><!-- note -->", "题"),
        ("<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>", ""),
    ],
)
def test_what_is_not_allowed_goes(dirty: str, clean: str) -> None:
    assert clean_html(dirty) == clean


def test_what_people_write_stays() -> None:
    text = (
        "<h2>检修</h2><p><b>周六</b> <i>八点</i></p><ul><li>机房</li></ul>"
        '<table><tbody><tr><td colspan="2">一</td></tr></tbody></table>'
        '<p><img src="/api/v1/files/01890000-0000-7000-8000-000000000000/content?inline=true" alt="图"></p>'
    )
    assert clean_html(text) == text


@given(st.text(alphabet="<>/='\" abscriptonljv:&;#x0\n", max_size=80))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_html(text)
    assert clean_html(once) == once
    assert "<script" not in once
    assert "javascript:" not in once.replace("&lt;", "<") or "href" not in once


def test_the_words_alone() -> None:
    assert words_of_html("<p>甲 &amp; 乙</p><p>丙&lt;丁&gt;</p>") == "甲 & 乙 丙<丁>"
    assert words_of_html("<p><br></p>") == ""
