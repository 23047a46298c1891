"""A family chooses need, place and time waited, reads a range, and can print one page."""

from tests.browser.rig import Visit


def choose(visit: Visit, label: str, words: str) -> None:
    visit.page.get_by_role("combobox", name=label).click()
    visit.page.get_by_role("option", name=words).click()
    visit.rest()


def test_every_choice_moves_the_answer_and_the_link_keeps_it(visit):
    page = visit.open("families", run="small")
    answer = page.locator(".likely")
    seen = [answer.inner_text()]
    choose(visit, "Waiting for", "Autism")
    seen.append(answer.inner_text())
    choose(visit, "So far", "Has waited 6 months")
    seen.append(answer.inner_text())
    choose(visit, "Where the child lives", "South")
    seen.append(answer.inner_text())
    assert len(set(seen)) == len(seen), seen
    page.goto(page.url)
    page.locator(".likely", has_text=seen[-1].splitlines()[-1]).wait_for()
    assert "not a promise" in page.locator(".lead").inner_text()


def test_the_page_to_print_stands_alone(visit, tmp_path):
    page = visit.open("families", run="small")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download this as a page to print").click()
    kept.value.save_as(tmp_path / "families.html")
    text = (tmp_path / "families.html").read_text("utf-8")
    assert "Half of the children are seen within" in text
    assert "http" not in text.replace("http-equiv", "")
