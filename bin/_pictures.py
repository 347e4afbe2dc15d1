"""Look at the portal as the demo people do, and keep pictures of it: bin/_pictures.py ADDRESS CHROMIUM"""

import io
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager

from _environment import ROOT
from PIL import Image, ImageColor
from playwright.sync_api import sync_playwright

FOLDER = ROOT / "docs" / "images"
MOST_BYTES = 250_000
PASSWORD = "pathway-demo"
MASTERCLASS = "/events/masterclass-lives-2027/"
LIVE_EVENT = "/events/level-1-live/"
RANKED_EVENT = "/events/source-control-demo/"
SKILLS_DAY = "/events/stewardship-day-demo/"
EVENING = "/events/case-evening-demo/"
FILM = "/learn/1/first-hours/first-hours-film/"
ASSESSMENT = "/learn/1/assessment/level-1-assessment/"
MOTIVATION = "Our unit starts stewardship rounds in spring; I would bring the cases back to them."
REASON = "Two of your unit have a seat already; you come first for the next national event."

DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1.5, "has_touch": True}
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]


def main(address, chromium):
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        portal = Portal(browser, address)
        public(portal)
        participant(portal)
        coordinator(portal)
        staff(portal)
        fellowships(portal)
        cases(portal)
        impact(portal)
        browser.close()


class Portal:
    def __init__(self, browser, address):
        self.browser, self.address = browser, address

    @contextmanager
    def seen_by(self, person=None, device=DESK):
        """A page of a fresh browser, logged in as a demo person or not at all."""
        context = self.browser.new_context(
            base_url=self.address, locale="en-GB", timezone_id="Europe/Warsaw", color_scheme="light", **device
        )
        page = context.new_page()
        if person:
            page.goto("/accounts/login/")
            page.locator("input[name=login]").fill(f"{person}@example.org")
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("main").get_by_role("button", name="Log in", exact=True).click()
            page.wait_for_url("**/me/")
        yield page
        context.close()


# ---- What is seen ----------------------------------------------------------------------------------------------


def public(portal):
    with portal.seen_by() as page:
        keep("home", picture(page, "/", height=660))
        keep("event", picture(page, MASTERCLASS, height=1360))
        keep("events", picture(page, "/events/", height=1180))


def participant(portal):
    with portal.seen_by("participant.pl") as page:
        ask_for_a_seat(page)
        keep("request", picture(page, MASTERCLASS, height=900))
        keep("me", picture(page, "/me/", height=1100))
        keep("privacy", picture(page, "/me/privacy/", height=900))
        keep("second-factor", picture(page, "/accounts/2fa/", height=800))
        number = certificate(page)
    learner(portal)
    with portal.seen_by() as page:
        keep("check", picture(page, "/verify/", height=640))
        keep("verify", picture(page, f"/verify/{number}/", height=1000))
    with portal.seen_by("participant.pl", PHONE) as page:
        phones = [picture(page, path, height=844) for path in ("/", MASTERCLASS, "/me/")]
    keep("phone", side_by_side(phones))
    with portal.seen_by("participant.ro") as page:
        page.goto("/me/")
        page.get_by_role("link", name="Answer the offer").click()
        keep("offer", as_it_is(page, height=800))


def learner(portal):
    with portal.seen_by("participant.pl") as page:
        keep("classroom", picture(page, "/learn/1/", height=1180))
        keep("film", picture(page, FILM, height=900))
        keep("topics", picture(page, "/learn/profile/", height=1240))
    with portal.seen_by("participant.pt") as page:
        page.goto(ASSESSMENT)
        page.get_by_role("button", name="Begin the assessment").click()
        page.locator("input:visible").first.wait_for()
        keep("question", as_it_is(page, height=1000))


def ask_for_a_seat(page):
    page.goto(MASTERCLASS)
    page.locator("textarea").fill(MOTIVATION)
    page.locator("#ask").get_by_role("button", name="Ask for a seat").click()
    page.get_by_role("heading", name="We have your request", exact=True).wait_for()


def certificate(page):
    """The first certificate of the person as a picture of its paper; returns its number."""
    page.goto("/me/certificates/")
    address = page.get_by_role("link", name="Download the PDF").first.get_attribute("href")
    pdf = wait_for_pdf(page, address)
    keep("certificates", picture(page, "/me/certificates/", height=1280))
    keep("credits", picture(page, "/me/credits/", height=960))
    if shutil.which("pdftoppm"):
        command = ["pdftoppm", "-png", "-singlefile", "-r", "80", "-"]
        keep(
            "certificate", opened(subprocess.run(command, input=pdf, capture_output=True, check=True).stdout)
        )
    return address.rpartition("/")[2].removesuffix(".pdf")


def wait_for_pdf(page, address, patience=60):
    """A worker makes it in the background."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        answer = page.request.get(address)
        if answer.body().startswith(b"%PDF"):
            return answer.body()
        time.sleep(1)
    sys.exit(f"{address} has not been made within {patience} s.")


def fellowships(portal):
    """What an applicant reads, and the proposal that two people sign."""
    with portal.seen_by("participant.gb", PHONE) as page:
        result = picture(page, "/fellowships/autumn-2026/application/", height=844)
    with portal.seen_by("reviewer", PHONE) as page:
        queue = picture(page, "/fellowships/reviews/", height=844)
    keep("fellowship-phones", side_by_side([result, queue]))
    with portal.seen_by("director") as page:
        keep("fellowships", picture(page, "/fellowships/board/winter-2027/allocation/", height=1280))


def cases(portal):
    """A case step by step on a phone, what the helper points out, and the privacy check."""
    with portal.seen_by("participant.ro", PHONE) as page:
        page.goto("/cases/?q=listeria")
        page.get_by_role("link", name="Fever, confusion").click()
        reading = as_it_is(page, height=844)
    with portal.seen_by("participant.in", PHONE) as page:
        page.goto("/cases/mine/")
        page.get_by_role("link", name="Fever and flank pain").click()
        page.get_by_role("link", name="A last look").first.click()
        looking = as_it_is(page, height=844)
    keep("case-phones", side_by_side([reading, looking]))
    with portal.seen_by("director") as page:
        keep("case-desk", picture(page, "/cases/desk/", height=900))


def impact(portal):
    """What came of it, what waits for staff, and the first page of a hub."""
    with portal.seen_by("staff") as page:
        keep("impact", picture(page, "/impact/knowledge/", height=1500))
        keep("today", picture(page, "/impact/today/", height=1000))
    with portal.seen_by("coordinator.pl") as page:
        keep("hub-overview", picture(page, "/hubs/pl/manage/overview/", height=1100))


def coordinator(portal):
    with portal.seen_by("coordinator.pl") as page:
        keep("quota", picture(page, f"/hubs/pl/manage/{MASTERCLASS.split('/')[2]}/", height=1680))
        page.get_by_role("link", name="Decline").first.click()
        page.locator("textarea").fill(REASON)
        keep("decline", as_it_is(page, height=540))
        page.goto(f"/hubs/pl/manage/{RANKED_EVENT.split('/')[2]}/")
        keep("order", part(page, page.get_by_role("heading", name="The order of your people"), height=760))
        page.goto(f"{EVENING}reports/")
        page.get_by_role("link", name="Attendance report.csv").click()
        page.wait_for_url("**/reports/*/")
        keep("report", as_it_is(page, height=1100))
        keep("releasing", picture(page, f"{SKILLS_DAY}certificates/", height=1180))
        keep("ambassadors", picture(page, "/hubs/pl/manage/ambassadors/", height=900))


def staff(portal):
    with portal.seen_by("staff") as page:
        keep("attendance", picture(page, f"{LIVE_EVENT}attendance/", height=960))
        keep("seats", picture(page, f"{MASTERCLASS}seats/", height=900))
        page.goto(f"{RANKED_EVENT}allocation/")
        page.get_by_role("button", name="Run the allocation").click()
        page.get_by_role("link", name="Sign off").or_(
            page.get_by_role("button", name="Sign off")
        ).first.wait_for()
        keep("allocation", part(page, page.get_by_role("heading", name="Who would get a seat"), height=1100))
        keep("bank", picture(page, "/admin/assessments/question/", height=900))
        keep("figures", picture(page, "/assessments/figures/level-1-assessment/", height=1500))
        keep("outbox", picture(page, "/admin/mailing/message/", height=720))
        template(page)
        page.goto("/admin/registrations/event/?q=masterclass")
        page.get_by_role("link", name="Advanced decision-making masterclass").click()
        page.wait_for_url("**/change/**")
        keep("admin-event", as_it_is(page, height=1100))


def template(page):
    """The words of a draft, as staff write them."""
    page.goto("/admin/certificates/template/")
    page.get_by_role("link", name="Version 2").click()
    page.wait_for_url("**/change/**")
    keep("template", as_it_is(page, height=1000))


# ---- Pictures --------------------------------------------------------------------------------------------------


def picture(page, path, height):
    page.goto(path)
    return as_it_is(page, height)


def as_it_is(page, height):
    """The upper part of the page that is open, down to `height`."""
    page.wait_for_load_state("networkidle")
    height = min(height, page.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height}
    return opened(page.screenshot(full_page=True, clip=clip, animations="disabled"))


def part(page, top, height):
    """From the element `top` downwards."""
    page.wait_for_load_state("networkidle")
    above = top.bounding_box()["y"] - 24
    clip = {"x": 0, "y": above, "width": page.viewport_size["width"], "height": height}
    return opened(page.screenshot(full_page=True, clip=clip, animations="disabled"))


def opened(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def side_by_side(images, gap=36, ground="#e6dee6"):
    width = sum(image.width for image in images) + gap * (len(images) + 1)
    height = max(image.height for image in images) + 2 * gap
    whole = Image.new("RGB", (width, height), ImageColor.getrgb(ground))
    left = gap
    for image in images:
        whole.paste(image, (left, gap))
        left += image.width + gap
    return whole


def keep(name, image):
    """With 256 colours nobody sees a difference, and the file is a third."""
    path = FOLDER / f"{name}.png"
    image.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}  {image.width}x{image.height}  {size // 1000} kB", flush=True)
    if size > MOST_BYTES:
        sys.exit(f"{path.name} is larger than {MOST_BYTES // 1000} kB: show less of the page.")


if __name__ == "__main__":
    main(*sys.argv[1:])
