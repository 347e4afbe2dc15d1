"""The roster of a hub, a person on it, the person's own page, and the public one."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from hubs.models import Ambassador, EvidenceKind, Rung
from hubs.tests.factories import AmbassadorFactory, EvidenceFactory, InvitationFactory, MembershipFactory

pytestmark = pytest.mark.django_db
ROSTER = "/hubs/pl/manage/ambassadors/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def ambassador(poland, participant):
    return AmbassadorFactory(hub=poland, user=participant)


def url(name, ambassador):
    return reverse(f"hubs:{name}", args=["pl", ambassador.pk])


def text(response):
    return " ".join(response.content.decode().split())


def step(rung, **extra):
    return {"rung": int(rung), "taken_on": f"{timezone.localdate()}", "evidence": "FDD Warsaw"} | extra


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
def test_for_anybody_else_there_is_no_such_page(as_, ambassador, romania, request, who):
    client = as_(request.getfixturevalue(who))

    for address in (ROSTER, reverse("hubs:ambassadors_export", args=["pl"]), url("ambassador", ambassador)):
        assert client.get(address).status_code == 404
    for name in ("ambassador_step", "ambassador_renew", "ambassador_end"):
        assert client.post(url(name, ambassador), step(Rung.TRAINED)).status_code == 404
    assert Ambassador.objects.get().rung == Rung.NOMINATED


def test_when_the_term_of_the_coordinator_is_over_the_pages_are_gone(as_, poland, ambassador):
    former = MembershipFactory(hub=poland, ends_on=timezone.localdate() - DAY).user

    assert as_(former).get(ROSTER).status_code == 404
    assert as_(former).post(url("ambassador_step", ambassador), step(Rung.TRAINED)).status_code == 404


def test_nobody_signed_in_is_sent_to_log_in(client, ambassador):
    assert client.get(ROSTER).status_code == 302
    assert client.get(reverse("hubs:own_ambassador")).status_code == 302


def test_staff_see_the_roster_of_every_hub(as_, staff, ambassador, romania):
    assert as_(staff).get(ROSTER).status_code == 200
    assert as_(staff).get("/hubs/ro/manage/ambassadors/").status_code == 200
    # The person is of Poland: under the address of another hub there is none.
    assert as_(staff).get(reverse("hubs:ambassador", args=["ro", ambassador.pk])).status_code == 404


def test_without_anybody_the_page_says_what_to_do(as_, coordinator):
    assert "Nobody on the roster yet" in text(as_(coordinator).get(ROSTER))


def test_people_stand_by_step_the_highest_first_and_former_ones_are_folded(as_, coordinator, poland):
    for rung in (Rung.NOMINATED, Rung.TRAINER, Rung.NOMINATED):
        AmbassadorFactory(hub=poland, step=rung)
    AmbassadorFactory(hub=poland, starts_on=datetime.date(2024, 1, 1), user__name="Anna Dawna")

    response = as_(coordinator).get(ROSTER)

    groups = [(group.rung, len(group.people)) for group in response.context["groups"]]
    assert groups == [(Rung.TRAINER, 1), (Rung.NOMINATED, 2)]
    assert [row.user.name for row in response.context["former"]] == ["Anna Dawna"]


def test_attending_a_faculty_development_day_suggests_the_step_and_a_coordinator_confirms(
    as_, coordinator, ambassador
):
    EvidenceFactory(user=ambassador.user, title="FDD Warsaw")
    client = as_(coordinator)

    assert "Ready to be confirmed: Trained" in text(client.get(ROSTER))
    page = client.get(url("ambassador", ambassador))
    assert page.context["step_form"]["evidence"].value() == "FDD Warsaw"
    client.post(url("ambassador_step", ambassador), step(Rung.TRAINED))

    ambassador.refresh_from_db()
    assert ambassador.rung == Rung.TRAINED


def test_teaching_after_the_training_suggests_the_step_to_ambassador(as_, coordinator, poland):
    ambassador = AmbassadorFactory(hub=poland, step=Rung.TRAINED)
    early = EvidenceFactory(
        user=ambassador.user, kind=EvidenceKind.TAUGHT, happened_on=ambassador.starts_on - DAY
    )
    client = as_(coordinator)
    assert client.get(ROSTER).context["suggested"] == []

    late = EvidenceFactory(user=ambassador.user, kind=EvidenceKind.TAUGHT)

    assert client.get(url("ambassador", ambassador)).context["ambassador"].suggestion == late != early


def test_a_step_without_what_shows_it_is_refused_and_nothing_typed_is_lost(as_, coordinator, ambassador):
    data = step(Rung.TRAINED, evidence="", link="http://example.org/plain")

    page = as_(coordinator).post(url("ambassador_step", ambassador), data)

    assert set(page.context["step_form"].errors) == {"evidence", "link"}
    assert "http://example.org/plain" in text(page)
    assert Ambassador.objects.get().rung == Rung.NOMINATED


def test_the_slower_of_two_coordinators_is_told_on_the_page(as_, coordinator, staff, ambassador):
    as_(coordinator).post(url("ambassador_step", ambassador), step(Rung.TRAINED))

    page = as_(staff).post(url("ambassador_step", ambassador), step(Rung.TRAINED), follow=True)

    assert "is recorded as “Trained” already" in text(page)


@pytest.mark.parametrize("rung", ["", "9", "x", "3"])
def test_a_step_that_is_not_the_next_is_refused(as_, coordinator, ambassador, rung):
    as_(coordinator).post(url("ambassador_step", ambassador), step(Rung.TRAINED) | {"rung": rung})

    assert Ambassador.objects.get().rung == Rung.NOMINATED


def test_a_coordinator_sees_the_own_term_and_decides_nothing_about_it(as_, coordinator, poland):
    own = AmbassadorFactory(hub=poland, user=coordinator)
    client = as_(coordinator)

    assert "This is your own term" in text(client.get(url("ambassador", own)))
    client.post(url("ambassador_step", own), step(Rung.TRAINED))
    assert Ambassador.objects.get().rung == Rung.NOMINATED


def test_a_term_that_ends_soon_is_renewed_by_a_button(as_, coordinator, poland):
    soon = timezone.localdate() + 20 * DAY
    ambassador = AmbassadorFactory(hub=poland, starts_on=soon - 365 * DAY, ends_on=soon)
    client = as_(coordinator)
    assert "Renew the term" in text(client.get(url("ambassador", ambassador)))

    client.post(url("ambassador_renew", ambassador), {"until": f"{soon}"})
    again = client.post(url("ambassador_renew", ambassador), {"until": f"{soon}"}, follow=True)

    assert "renewed already" in text(again)
    ambassador.refresh_from_db()
    assert ambassador.ends_on.year in (soon.year + 2, soon.year + 3)


def test_a_term_is_ended_with_a_reason(as_, coordinator, ambassador):
    client = as_(coordinator)

    assert client.post(url("ambassador_end", ambassador), {"reason": "No"}).context["end_form"].errors
    client.post(url("ambassador_end", ambassador), {"reason": "We agreed on it together."})

    ambassador.refresh_from_db()
    assert not ambassador.is_live
    assert "We agreed on it together." in text(client.get(url("ambassador", ambassador)))


def test_the_table_holds_everybody_and_runs_no_formula(as_, coordinator, poland):
    AmbassadorFactory(hub=poland, user__name="=HYPERLINK(1)", step=Rung.TRAINED)
    person = AmbassadorFactory(hub=poland, user__name="Łukasz Żółć").user
    EvidenceFactory(user=person, title="FDD Warsaw", happened_on=datetime.date(2026, 9, 1))

    response = as_(coordinator).get(reverse("hubs:ambassadors_export", args=["pl"]))

    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))}
    assert set(rows) == {"'=HYPERLINK(1)", "Łukasz Żółć"}
    assert rows["Łukasz Żółć"]["trained"] == "FDD Warsaw, 2026-09-01"
    assert rows["'=HYPERLINK(1)"]["step"] == "Trained"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_people(
    as_, coordinator, poland, rows, django_assert_num_queries
):
    for _number in range(rows):
        EvidenceFactory(user=AmbassadorFactory(hub=poland, step=Rung.TRAINED).user)
        AmbassadorFactory(hub=poland, starts_on=datetime.date(2024, 1, 1))
        InvitationFactory(hub=poland, invited_by=coordinator)
    client = as_(coordinator)
    client.get(ROSTER)

    with django_assert_num_queries(10):
        client.get(ROSTER)
    with django_assert_num_queries(5):
        client.get(reverse("hubs:ambassadors_export", args=["pl"]))


# ---- The person's own page ----


def test_the_own_page_shows_the_step_the_term_and_what_is_on_record(as_, ambassador):
    EvidenceFactory(user=ambassador.user, title="FDD Warsaw")

    page = text(as_(ambassador.user).get(reverse("hubs:own_ambassador")))

    for words in ("Hub Poland", "Nominated", "FDD Warsaw"):
        assert words in page


def test_who_is_none_reads_so_and_my_pathway_has_no_link(as_, stranger, ambassador):
    link = reverse("hubs:own_ambassador")

    assert "You are not an ambassador" in text(as_(stranger).get(link))
    assert link not in text(as_(stranger).get("/me/"))
    assert link in text(as_(ambassador.user).get("/me/"))


def test_a_person_resigns_on_the_own_page_and_nobody_else_can(as_, stranger, ambassador):
    address = reverse("hubs:own_resign", args=[ambassador.pk])
    assert as_(stranger).post(address).status_code == 404

    as_(ambassador.user).post(address, {"reason": "I am moving."})
    again = as_(ambassador.user).post(address, follow=True)

    assert "has ended this term already" in text(again)
    assert Ambassador.objects.get().ending_reason == "I am moving."


def test_the_public_page_names_ambassadors_who_agreed_and_nobody_else(as_, client, poland):
    agreed = AmbassadorFactory(hub=poland, step=Rung.AMBASSADOR, user__name="Zofia Agreed")
    AmbassadorFactory(hub=poland, step=Rung.AMBASSADOR, user__name="Jan Silent")
    AmbassadorFactory(hub=poland, step=Rung.TRAINED, is_shown=True, user__name="Ewa Trained")
    AmbassadorFactory(
        hub=poland,
        step=Rung.TRAINER,
        is_shown=True,
        starts_on=datetime.date(2024, 1, 1),
        user__name="Ola Over",
    )
    as_(agreed.user).post(reverse("hubs:own_show", args=[agreed.pk]), {"shown": "yes"})
    client.logout()

    page = text(client.get("/hubs/pl/"))

    assert "Zofia Agreed" in page
    assert not any(name in page for name in ("Jan Silent", "Ewa Trained", "Ola Over"))

    as_(agreed.user).post(reverse("hubs:own_show", args=[agreed.pk]), {"shown": "no"})
    assert "Zofia Agreed" not in text(as_(agreed.user).get("/hubs/pl/")).replace(
        f"<span>{agreed.user.name}</span>", ""
    )


def test_nobody_can_agree_for_somebody_else(as_, coordinator, ambassador):
    response = as_(coordinator).post(reverse("hubs:own_show", args=[ambassador.pk]), {"shown": "yes"})

    assert response.status_code == 404


@pytest.mark.parametrize("model", ["ambassador", "evidence", "invitation"])
def test_the_admin_shows_them_and_changes_nothing(as_, staff, ambassador, settings, model):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    EvidenceFactory(user=ambassador.user)
    InvitationFactory(hub=ambassador.hub)
    client = as_(staff)

    assert client.get(reverse(f"admin:hubs_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:hubs_{model}_add")).status_code == 403
