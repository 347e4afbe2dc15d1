from django.urls import path

from impact.views import (
    boards,
    evaluations,
    follow_ups,
    hub,
    hub_files,
    people,
    reports,
    tables,
    today,
    tokens,
    webhooks,
)

app_name = "impact"

urlpatterns = [
    # Dashboards
    path("impact/", boards.overview, name="overview"),
    path("impact/funnel/", boards.funnel, name="funnel"),
    path("impact/knowledge/", boards.knowledge, name="knowledge"),
    path("impact/events/", boards.events, name="events"),
    path("impact/opinions/", boards.opinions, name="opinions"),
    path("impact/moore/", boards.moore, name="moore"),
    path("impact/world/", boards.world, name="world"),
    path("impact/definitions/", boards.definitions, name="definitions"),
    path("impact/count/", boards.refresh, name="refresh"),
    path("impact/<slug:name>.csv", tables.table, name="table"),
    # What has become of good intentions
    path("me/follow-up/<int:level>/", follow_ups.follow_up, name="follow_up"),
    # Evaluations of a hub
    path("hubs/<slug:code>/manage/evaluations/", evaluations.evaluations, name="hub_evaluations"),
    path(
        "hubs/<slug:code>/manage/evaluations/begin/<slug:slug>/", evaluations.begin, name="begin_evaluation"
    ),
    path("hubs/<slug:code>/manage/evaluations/<int:survey>/", evaluations.comparison, name="hub_comparison"),
    path(
        "hubs/<slug:code>/manage/evaluations/<int:survey>.csv",
        evaluations.comparison_file,
        name="hub_comparison_file",
    ),
    path(
        "hubs/<slug:code>/manage/evaluations/<int:survey>/preview/", evaluations.preview, name="hub_preview"
    ),
    path(
        "hubs/<slug:code>/manage/evaluations/<int:survey>/questions/", evaluations.own, name="own_questions"
    ),
    path(
        "hubs/<slug:code>/manage/evaluations/<int:survey>/questions/<int:pk>/",
        evaluations.change,
        name="own_question",
    ),
    path(
        "hubs/<slug:code>/manage/evaluations/<int:survey>/questions/<int:pk>/remove/",
        evaluations.remove,
        name="own_question_remove",
    ),
    path(
        "hubs/<slug:code>/manage/evaluations/<int:survey>/questions/<int:pk>/move/",
        evaluations.move,
        name="own_question_move",
    ),
    # What waits for staff
    path("impact/today/", today.today, name="today"),
    path("impact/today/mail/", today.mail, name="today_mail"),
    # For machines
    path("api/", tokens.api, name="api"),
    path("impact/api/tokens/", tokens.tokens, name="tokens"),
    path("impact/api/tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("hubs/<slug:code>/manage/api/", tokens.hub_tokens, name="hub_tokens"),
    path("impact/api/webhooks/", webhooks.webhooks, name="webhooks"),
    path("impact/api/webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("impact/api/webhooks/<int:pk>/test/", webhooks.test, name="webhook_test"),
    path("impact/api/webhooks/<int:pk>/switch/", webhooks.switch, name="webhook_switch"),
    path("impact/api/messages/<uuid:pk>/again/", webhooks.send_again, name="webhook_again"),
    path("hubs/<slug:code>/manage/api/webhooks/", webhooks.hub_webhooks, name="hub_webhooks"),
    # The workspace of a hub
    path("hubs/<slug:code>/manage/overview/", hub.overview, name="hub"),
    path("hubs/<slug:code>/manage/people/", people.people, name="people"),
    path("hubs/<slug:code>/manage/people.csv", people.people_file, name="people_file"),
    path("hubs/<slug:code>/manage/events.csv", hub_files.events_file, name="events_file"),
    path("hubs/<slug:code>/manage/quota.csv", hub_files.quota_file, name="quota_file"),
    # Reports
    path("impact/reports/", reports.reports, name="reports"),
    path("impact/reports/ask/", reports.report_ask, name="report_ask"),
    path("impact/reports/<int:pk>/", reports.report, name="report"),
    path("impact/reports/<int:pk>/again/", reports.report_again, name="report_again"),
    path("impact/reports/<int:pk>/file/", reports.report_file, name="report_file"),
    path("hubs/<slug:code>/manage/reports/", reports.hub_reports, name="hub_reports"),
]
