from django.urls import include, path

from levels.views import (
    assessments,
    classroom,
    discussions,
    enrolments,
    evidence,
    files,
    local_material,
    packages,
    profile,
    records,
    tests,
)

app_name = "levels"

# Below a resource: its files, and what people do with it.
resource = [
    path("", classroom.resource, name="resource"),
    path("file/", files.file, name="file"),
    path("captions/<slug:language>/", files.captions, name="captions"),
    path("pictures/<slug:name>/", files.picture, name="picture"),
    path("start/", assessments.start, name="start_assessment"),
    path("contribute/", discussions.contribute, name="contribute"),
    path("contributions/<int:pk>/hide/", discussions.hide, name="hide"),
    path("contributions/<int:pk>/show/", discussions.show_again, name="show_again"),
    path("evidence/", evidence.evidence, name="evidence"),
]

# What a hub sets beside the central content: read, and written by those who run it.
local = [
    path("material/<int:pk>/", local_material.read, name="hub_material"),
    path("material/<int:pk>/file/", local_material.file, name="hub_material_file"),
    path("manage/material/", local_material.material, name="local_material"),
    path("manage/material/new/", local_material.new, name="local_material_new"),
    path("manage/material/<int:pk>/", local_material.one, name="local_material_one"),
    path("manage/material/<int:pk>/edit/", local_material.edit, name="local_material_edit"),
    path("manage/material/<int:pk>/publish/", local_material.publish, name="local_material_publish"),
    path("manage/material/<int:pk>/withdraw/", local_material.withdraw, name="local_material_withdraw"),
    path("manage/material/<int:pk>/discard/", local_material.discard, name="local_material_discard"),
]

urlpatterns = [
    path("hubs/<slug:code>/", include(local)),
    path("enrol/", enrolments.enrol, name="enrol"),
    path("levels/<int:number>/evaluation/", enrolments.evaluation, name="evaluation"),
    path("packages/<str:token>/", packages.player, name="player"),
    path("packages/<str:token>/launch/", packages.launch, name="package_launch"),
    path("packages/<str:token>/commit/", packages.commit, name="package_commit"),
    path("packages/<str:token>/content/<path:path>", packages.content, name="package_content"),
    path("learn/", classroom.learn, name="learn"),
    path("learn/profile/", profile.profile, name="profile"),
    path("learn/<int:number>/", classroom.classroom, name="classroom"),
    path("learn/<int:number>/record/", records.record, name="record"),
    path("learn/<int:number>/tests/<slug:which>/", tests.start_test, name="start_test"),
    path("levels/<int:number>/before-and-after/", tests.before_and_after, name="before_and_after"),
    path(
        "levels/<int:number>/before-and-after.csv", tests.before_and_after_file, name="before_and_after_file"
    ),
    path("learn/<int:number>/<slug:module>/", classroom.module, name="module"),
    path("learn/<int:number>/<slug:module>/<slug:resource>/", include(resource)),
]
