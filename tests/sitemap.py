"""Every address of the portal, by name: which are pages to look at, for whom, and which only change something."""

from dataclasses import dataclass

from django.urls import get_resolver, reverse


@dataclass(frozen=True)
class Address:
    name: str
    is_public: bool


def addresses(resolver=None, namespace=""):
    """All named addresses outside the admin."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace != "admin":
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from addresses(pattern, inner)
        else:
            yield Address(f"{namespace}{pattern.name}", not getattr(pattern.callback, "login_required", True))


# What anybody may open without logging in: exactly these.
PUBLIC = {
    "accounts:consent_stop",
    "home",
    "level",
    "hub_list",
    "hub",
    "contact",
    "more",
    "privacy",
    "accessibility",
    "health",
    "metrics",
    "set_language",
    "certificates:mark",
    "certificates:verify",
    "certificates:verified",
    "certificates:badge_picture",
    "certificates:did",
    "certificates:key_set",
    "certificates:status_list",
    "certificates:verify_file",
    "registrations:event_list",
    "registrations:event",
    "registrations:list_calendar",
    "registrations:calendar",
    "registrations:feed",
    "registrations:check_in_code",
    "registrations:offer",
    "levels:player",
    "levels:package_launch",
    "levels:package_commit",
    "levels:package_content",
    "fellowships:index",
    "fellowships:centres",
    "fellowships:centre",
    "fellowships:call",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_confirm_login_code",
    "account_reset_password_from_key_done",
    "account_reset_password_from_key",
    "account_reset_password_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
}

# Deeds (POST only), files, and steps of a flow that cannot be opened out of the blue.
NO_PAGES = {
    "health",
    "metrics",
    "set_language",
    "accounts:consent_give",
    "accounts:consent_withdraw",
    "accounts:export_request",
    "accounts:export_download",
    "accounts:erasure_withdraw",
    "assessments:answers",
    "assessments:picture",
    "certificates:mark",
    "certificates:accept_replacement",
    "certificates:confirm_name",
    "certificates:correct_name",
    "certificates:pdf",
    "certificates:transcript",
    "certificates:badge",
    "certificates:badge_picture",
    "certificates:did",
    "certificates:key_set",
    "certificates:status_list",
    "certificates:verify_file",
    "hubs:ambassadors_export",
    "hubs:ambassador_step",
    "hubs:ambassador_renew",
    "hubs:ambassador_end",
    "hubs:invitation_withdraw",
    "hubs:own_show",
    "hubs:own_resign",
    "levels:start_test",
    "levels:before_and_after_file",
    "levels:captions",
    "levels:contribute",
    "levels:hide",
    "levels:picture",
    "levels:show_again",
    "levels:start_assessment",
    "levels:enrol",
    "levels:evidence",
    # Of the origin of packages, where a signed pass opens them.
    "levels:player",
    "levels:package_launch",
    "levels:package_commit",
    "levels:package_content",
    "levels:file",
    "assessments:figures_file",
    "assessments:figures_refresh",
    "assessments:find_fine",
    "assessments:look_again",
    "evaluations:results_file",
    "evaluations:count_in",
    "registrations:announcement_cancel",
    "registrations:announcement_confirm",
    "registrations:announcement_count",
    "registrations:announcement_discard",
    "registrations:announcement_preview",
    "registrations:hub_announcement_count",
    "registrations:calendar",
    "registrations:certificates_zip_file",
    "registrations:organiser_report",
    "registrations:list_calendar",
    "registrations:feed",
    "registrations:feed_renew",
    "registrations:feed_stop",
    "registrations:register",
    "registrations:room_code",
    "registrations:scan_sync",
    "registrations:cancel",
    "registrations:approve",
    "registrations:decide_several",
    "registrations:put_in_order",
    "registrations:run_allocation",
    "registrations:discard_allocation",
    "registrations:release_certificates",
    "registrations:certificate_preview",
    "registrations:certificates_progress",
    "registrations:issue_remaining",
    "registrations:let_staff_learn",
    "registrations:withdraw",
    "registrations:approve_proposal",
    "registrations:send_back_proposal",
    "registrations:publish",
    "registrations:close_event",
    "registrations:approve_certificates",
    "registrations:withdraw_nomination",
    "registrations:transfer_confirm",
    "registrations:transfer_refuse",
    "registrations:transfer_withdraw",
    "registrations:report_read_again",
    "registrations:report_decide",
    "registrations:report_count",
    "registrations:report_withdraw",
    "registrations:report_not_counted",
    "fellowships:say_current",
    "fellowships:withdraw_offering",
    "fellowships:tell_me",
    "fellowships:no_longer",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "account_reset_password_from_key",
    "account_set_password",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "mfa_login_webauthn",
    "demo:mail_html",
    "demo:mail_file",
}


def pages(arguments):
    """(name, address) of every page; `arguments` maps names to the arguments of one example or more."""
    for address in addresses():
        if address.name not in NO_PAGES:
            for args in arguments.get(address.name, [()]):
                yield address.name, reverse(address.name, args=args)
