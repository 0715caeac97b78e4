"""The access table: every route and method, and what each role gets for Alder's own objects.

Columns: the route, the method, whose canary a page that opens must show (``-``: none), then one status for each of
``WHO``. Foreign objects need no column: whoever asks gets the same answer as for an id that does not exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.requests import WHO

METHODS = ("GET", "POST")

TABLE = """
# route                                method shows   anon vol  ana  fun  org  adm  coo  nei  out  cco  sub
account_change_password                GET    -       302  302  302  302  302  302  302  302  302  302  302
account_change_password                POST   -       302  302  302  302  302  302  302  302  302  302  302
account_confirm_email                  GET    -       200  200  200  200  200  200  200  200  200  200  200
account_confirm_email                  POST   -       404  404  404  404  404  404  404  404  404  404  404
account_confirm_login_code             GET    -       302  302  302  302  302  302  302  302  302  302  302
account_confirm_login_code             POST   -       302  302  302  302  302  302  302  302  302  302  302
account_email                          GET    -       302  200  200  200  200  200  200  200  200  200  302
account_email                          POST   -       302  302  302  302  302  302  302  302  302  302  302
account_email_verification_sent        GET    -       200  200  200  200  200  200  200  200  200  200  200
account_inactive                       GET    -       200  200  200  200  200  200  200  200  200  200  200
account_login                          GET    -       200  302  302  302  302  302  302  302  302  302  200
account_login                          POST   -       200  302  302  302  302  302  302  302  302  302  200
account_logout                         GET    -       302  200  200  200  200  200  200  200  200  200  302
account_logout                         POST   -       302  302  302  302  302  302  302  302  302  302  302
account_reauthenticate                 GET    -       302  403  403  403  403  403  403  403  403  403  302
account_reauthenticate                 POST   -       302  403  403  403  403  403  403  403  403  403  302
account_request_login_code             GET    -       200  302  302  302  302  302  302  302  302  302  200
account_request_login_code             POST   -       200  302  302  302  302  302  302  302  302  302  200
account_reset_password                 GET    -       200  200  200  200  200  200  200  200  200  200  200
account_reset_password                 POST   -       200  200  200  200  200  200  200  200  200  200  200
account_reset_password_done            GET    -       200  200  200  200  200  200  200  200  200  200  200
account_reset_password_from_key        GET    -       200  200  200  200  200  200  200  200  200  200  200
account_reset_password_from_key        POST   -       200  200  200  200  200  200  200  200  200  200  200
account_reset_password_from_key_done   GET    -       200  200  200  200  200  200  200  200  200  200  200
account_set_password                   GET    -       302  200  200  200  200  200  200  200  200  200  302
account_set_password                   POST   -       302  200  200  200  200  200  200  200  200  200  302
account_signup                         GET    -       200  302  302  302  302  302  302  302  302  302  200
account_signup                         POST   -       200  302  302  302  302  302  302  302  302  302  200
appearance                             POST   -       302  302  302  302  302  302  302  302  302  302  302
capture:code                           GET    -       200  200  200  200  200  200  200  200  200  200  200
capture:code                           POST   -       422  422  422  422  422  422  422  422  422  422  422
capture:confirm                        GET    -       200  200  200  200  200  200  200  200  200  200  200
capture:confirm                        POST   -       200  200  200  200  200  200  200  200  200  200  200
capture:form-change                    GET    alder   302  403  403  403  200  200  404  404  404  404  302
capture:form-change                    POST   -       302  403  403  403  302  302  404  404  404  404  302
capture:form-close                     POST   -       302  403  403  403  302  302  404  404  404  404  302
capture:form-create                    GET    -       302  403  403  403  200  200  200  200  200  200  302
capture:form-create                    POST   -       302  403  403  403  302  302  302  302  302  302  302
capture:form-detail                    GET    alder   302  403  403  403  200  200  404  404  404  404  302
capture:form-list                      GET    alder   302  403  403  403  200  200  200  200  200  200  302
capture:form-preview                   GET    alder   302  403  403  403  200  200  404  404  404  404  302
capture:form-publish                   POST   -       302  403  403  403  302  302  404  404  404  404  302
capture:form-qr-code                   GET    -       302  403  403  403  200  200  404  404  404  404  302
capture:frame                          GET    -       200  200  200  200  200  200  200  200  200  200  200
capture:opt-in-offer                   GET    -       302  200  200  200  200  200  200  200  200  200  302
capture:sent                           GET    -       200  200  200  200  200  200  200  200  200  200  200
capture:sign-up                        GET    -       200  200  200  200  200  200  200  200  200  200  200
capture:submit                         POST   -       302  302  302  302  302  302  302  302  302  302  302
explorer:event-export                  GET    valley  302  403  403  403  403  200  200  200  200  200  302
explorer:event-export?organization     GET    -       302  403  403  403  403  200  200  200  400  400  302
explorer:event-export?person           GET    -       302  403  403  403  403  200  200  404  404  200  302
explorer:event-list                    GET    alder   302  403  403  403  403  200  200  200  200  200  302
explorer:event-list?campaign           GET    valley  302  403  403  403  403  200  200  200  400  400  302
explorer:event-list?name               GET    alder   302  403  403  403  403  200  200  200  200  200  302
explorer:event-list?organization       GET    alder   302  403  403  403  403  200  200  200  400  400  302
explorer:event-list?person             GET    alder   302  403  403  403  403  200  200  404  404  200  302
healthz                                GET    -       200  200  200  200  200  200  200  200  200  200  200
ledger:jwks                            GET    -       200  200  200  200  200  200  200  200  200  200  200
ledger:receipt-schema                  GET    -       200  200  200  200  200  200  200  200  200  200  200
orgs:access-answer                     POST   -       302  403  403  302  403  403  404  404  404  404  302
orgs:access-ask                        POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:acting-switch                     POST   -       302  302  302  302  302  302  404  404  404  404  302
orgs:ask-answer                        GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:ask-answer                        POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:ask-list                          GET    alder   302  403  403  200  200  200  403  200  200  403  302
orgs:ask-record                        GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:ask-record                        POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:ask-restore                       POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:ask-take-back                     POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:block-report                      GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:block-report                      POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:block-report?address              POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:block-take-back                   GET    alder   302  403  403  403  200  200  403  404  404  403  302
orgs:block-take-back                   POST   -       302  403  403  403  422  422  403  404  404  403  302
orgs:capacity-set                      GET    alder   302  403  403  200  403  200  403  404  404  403  302
orgs:capacity-set                      POST   -       302  403  403  302  403  302  403  404  404  403  302
orgs:consent-record                    GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:consent-record                    POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:contact-add                       POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:address-add                       POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:address-choose                    POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:address-remove                    POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:contact-change                    POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:contact-remove                    POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:role-add                          POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:role-end                          POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:role-remove                       POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:skill-remove                      POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:skill-set                         POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:social-add                        POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:social-remove                     POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:contact-reveal                    POST   -       302  403  403  200  200  200  403  404  404  403  302
orgs:contact-show                      POST   -       302  403  403  403  200  200  403  404  404  403  302
orgs:coverage-list                     GET    alder   302  403  403  200  200  200  403  200  200  403  302
orgs:dead-address-list                 GET    -       302  403  403  200  200  200  403  200  200  403  302
orgs:dead-address-remove               POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:fund-change                       GET    alder   302  403  403  200  403  200  403  404  404  403  302
orgs:fund-change                       POST   -       302  403  403  302  403  302  403  404  404  403  302
orgs:fund-list                         GET    alder   302  403  403  200  403  200  403  200  200  403  302
orgs:fund-list                         POST   -       302  403  403  302  403  302  403  302  302  403  302
orgs:gift-change                       GET    alder   302  403  403  200  403  200  403  404  404  403  302
orgs:gift-change                       POST   -       302  403  403  302  403  302  403  404  404  403  302
orgs:gift-export                       GET    alder   302  403  403  200  403  200  403  200  200  403  302
orgs:gift-list                         GET    alder   302  403  403  200  403  200  403  200  200  403  302
orgs:gift-list?person                  GET    alder   302  403  403  200  403  200  403  404  404  403  302
orgs:gift-record                       GET    alder   302  403  403  200  403  200  403  404  404  403  302
orgs:gift-record                       POST   -       302  403  403  302  403  302  403  404  404  403  302
orgs:gift-restore                      POST   -       302  403  403  302  403  302  403  404  404  403  302
orgs:gift-take-back                    POST   -       302  403  403  302  403  302  403  404  404  403  302
orgs:giving-totals                     GET    -       302  403  200  200  403  200  403  200  200  403  302
orgs:glass-break                       POST   -       302  403  403  403  403  302  403  404  404  403  302
orgs:guardian-record                   GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:guardian-record                   POST   -       302  403  403  422  422  422  403  404  404  403  302
orgs:custom-change                     GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:custom-change                     POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:district-list                     GET    alder   302  403  200  200  200  200  403  200  200  403  302
orgs:district-map-delete               POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:district-map-detail               GET    alder   302  403  200  200  200  200  403  404  404  403  302
orgs:district-upload                   GET    -       302  403  403  403  200  200  403  200  200  403  302
orgs:district-upload                   POST   -       302  403  403  403  422  422  403  422  422  403  302
orgs:fact-remove                       POST   -       302  403  403  403  403  302  403  302  302  403  302
orgs:field-add                         GET    -       302  403  403  403  403  200  403  200  200  403  302
orgs:field-add                         POST   -       302  403  403  403  403  302  403  302  302  403  302
orgs:field-change                      GET    alder   302  403  403  403  403  200  403  404  404  403  302
orgs:field-change                      POST   -       302  403  403  403  403  302  403  404  404  403  302
orgs:field-list                        GET    alder   302  403  403  403  403  200  403  200  200  403  302
orgs:field-remove                      POST   -       302  403  403  403  403  302  403  404  404  403  302
orgs:field-retype                      GET    alder   302  403  403  403  403  200  403  404  404  403  302
orgs:field-retype                      POST   -       302  403  403  403  403  302  403  404  404  403  302
orgs:place-upload                      GET    -       302  403  403  403  200  200  403  200  200  403  302
orgs:place-upload                      POST   -       302  403  403  403  422  422  403  422  422  403  302
orgs:removal-undo                      POST   -       302  403  403  403  302  302  404  404  404  404  302
orgs:bulk-change                       POST   -       302  403  403  200  200  200  403  302  302  403  302
orgs:bulk-change?do                    POST   -       302  403  403  302  302  302  403  302  302  403  302
orgs:bulk-list                         GET    alder   302  403  403  200  200  200  403  200  200  403  302
orgs:bulk-undo                         POST   -       302  403  403  403  403  302  403  404  404  403  302
orgs:columns-choose                    POST   -       302  403  403  302  302  302  403  302  302  403  302
orgs:first-week-close                  POST   -       302  403  403  403  302  302  403  302  302  403  302
orgs:list-delete                       POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:list-detail                       GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:list-detail                       POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:list-join                         POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:list-leave                        POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:list-list                         GET    alder   302  403  403  200  200  200  403  200  200  403  302
orgs:list-list                         POST   -       302  403  403  302  302  302  403  302  302  403  302
orgs:person-here                       POST   -       302  403  403  200  200  200  403  404  404  403  302
orgs:search                            GET    -       302  403  200  200  200  200  403  200  200  403  302
orgs:search?name                       GET    alder   302  403  200  200  200  200  403  200  200  403  302
orgs:shortcut-list                     GET    -       302  200  200  200  200  200  200  200  200  200  302
orgs:view-delete                       POST   -       302  403  403  403  403  302  403  404  404  403  302
orgs:view-list                         GET    alder   302  403  403  200  200  200  403  200  200  403  302
orgs:view-open                         GET    -       302  403  403  302  302  302  403  404  404  403  302
orgs:view-save                         POST   -       302  403  403  302  302  302  403  302  302  403  302
orgs:view-share                        POST   -       302  403  403  403  403  302  403  404  404  403  302
orgs:tag-add                           POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:tag-delete                        POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:tag-detail                        GET    alder   302  403  200  200  200  200  403  404  404  403  302
orgs:tag-list                          GET    alder   302  403  200  200  200  200  403  200  200  403  302
orgs:tag-merge                         POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:tag-rename                        POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:tag-suggest                       GET    alder   302  403  200  200  200  200  403  200  200  403  302
orgs:tag-take                          POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:unused-list                       GET    -       302  403  403  403  403  200  403  200  200  403  302
orgs:home                              GET    -       302  200  200  200  200  200  200  200  200  200  302
orgs:import-detail                     GET    alder   302  403  403  403  200  200  403  404  404  403  302
orgs:import-discard                    POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:import-list                       GET    alder   302  403  403  403  200  200  403  200  200  403  302
orgs:import-match                      POST   -       302  403  403  403  422  422  403  404  404  403  302
orgs:import-rejected                   GET    alder   302  403  403  403  200  200  403  404  404  403  302
orgs:import-start                      POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:import-template                   GET    -       302  403  403  403  200  200  403  200  200  403  302
orgs:import-upload                     GET    -       302  403  403  403  200  200  403  200  200  403  302
orgs:import-upload                     POST   -       302  403  403  403  422  422  403  422  422  403  302
orgs:inbox                             GET    -       302  403  403  200  200  200  403  200  200  403  302
orgs:interaction-change                GET    alder   302  403  403  404  404  200  403  404  404  403  302
orgs:interaction-change                POST   -       302  403  403  404  404  302  403  404  404  403  302
orgs:interaction-log                   GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:interaction-log                   POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:interaction-take-back             POST   -       302  403  403  404  404  302  403  404  404  403  302
orgs:interest-confirm                  POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:interest-dismiss                  POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:introduction-list                 GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:invitation-accept                 GET    -       200  200  200  200  200  200  200  200  200  200  200
orgs:invitation-accept                 POST   -       302  200  200  200  200  200  200  200  200  200  302
orgs:invitation-revoke                 POST   -       302  403  403  403  403  302  403  404  404  403  302
orgs:member-change                     GET    alder   302  403  403  403  403  200  403  404  404  403  302
orgs:member-change                     POST   -       302  403  403  403  403  302  403  404  404  403  302
orgs:member-deactivate                 POST   -       302  403  403  403  403  302  403  404  404  403  302
orgs:member-hand-over                  GET    alder   302  403  403  403  403  200  403  404  404  403  302
orgs:member-hand-over                  POST   -       302  403  403  403  403  302  403  404  404  403  302
orgs:member-invite                     GET    -       302  403  403  403  403  200  403  200  200  403  302
orgs:member-invite                     POST   -       302  403  403  403  403  302  403  302  302  403  302
orgs:member-list                       GET    alder   302  403  403  403  403  200  403  200  200  403  302
orgs:mention-mark                      POST   -       302  403  403  404  404  302  403  404  404  403  302
orgs:message-cancel                    POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:message-change                    GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:message-change                    POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:message-delete                    POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:message-detail                    GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:message-list                      GET    alder   302  403  403  200  200  200  403  200  200  403  302
orgs:message-pause                     POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:message-resume                    POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:message-send                      POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:message-write                     GET    -       302  403  403  404  404  404  403  404  404  403  302
orgs:message-write?person              GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:message-write?segment             GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:message-write?segment             POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:notice-detail                     GET    alder   302  403  200  200  200  200  403  404  404  403  302
orgs:notice-list                       GET    alder   302  403  200  200  200  200  403  200  200  403  302
orgs:organization-change               GET    alder   302  403  403  403  403  200  403  200  200  403  302
orgs:organization-change               POST   -       302  403  403  403  403  302  403  302  302  403  302
orgs:outbox                            GET    -       404  404  404  404  404  404  404  404  404  404  404
orgs:passing-record                    GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:passing-record                    POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:person-add                        GET    alder   302  403  403  403  200  200  403  200  200  403  302
orgs:person-add                        POST   -       302  403  403  403  302  302  403  302  302  403  302
orgs:person-change                     GET    alder   302  403  403  403  200  200  403  404  404  403  302
orgs:person-change                     POST   -       302  403  403  403  302  302  403  404  404  403  302
orgs:person-consent                    GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:person-consent?day                GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:person-detail                     GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:person-list                       GET    alder   302  403  200  200  200  200  403  200  200  403  302
orgs:person-list?search                GET    alder   302  403  200  200  200  200  403  200  200  403  302
orgs:person-list?segment               GET    alder   302  403  200  200  200  200  403  404  404  403  302
orgs:person-list?list                   GET    alder   302  403  200  200  200  200  403  404  404  403  302
orgs:person-list?view                   GET    alder   302  403  200  200  200  200  403  404  404  403  302
orgs:person-restrict                   POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:person-turf                       GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:person-turf                       POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:person-unrestrict                 POST   -       302  403  403  302  403  302  403  404  404  403  302
orgs:plan-end                          GET    alder   302  403  403  200  403  200  403  404  404  403  302
orgs:plan-end                          POST   -       302  403  403  302  403  302  403  404  404  403  302
orgs:plan-record                       GET    alder   302  403  403  200  403  200  403  404  404  403  302
orgs:plan-record                       POST   -       302  403  403  302  403  302  403  404  404  403  302
orgs:relationship-add                  POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:relationship-end                  POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:relationship-list                 GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:relationship-list?other           GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:relationship-list?search          GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:relationship-remove               POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:relationship-restore              POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:reply-list                        GET    alder   302  403  403  200  200  200  403  200  200  403  302
orgs:reply-mark                        POST   -       302  403  403  302  302  302  403  404  404  403  302
orgs:restricted-add                    GET    -       302  403  403  403  403  200  403  200  200  403  302
orgs:restricted-add                    POST   -       302  403  403  403  403  302  403  302  302  403  302
orgs:restricted-change                 GET    alder   302  403  403  403  403  200  403  404  404  403  302
orgs:restricted-change                 POST   -       302  403  403  403  403  302  403  404  404  403  302
orgs:restricted-delete                 POST   -       302  403  403  403  403  302  403  404  404  403  302
orgs:restricted-detail                 GET    alder   302  403  403  200  200  200  403  404  404  403  302
orgs:restricted-list                   GET    alder   302  403  403  200  200  200  403  200  200  403  302
orgs:segment-add                       GET    alder   302  403  200  200  200  200  403  200  200  403  302
orgs:segment-add                       POST   -       302  403  302  302  302  302  403  302  302  403  302
orgs:segment-change                    GET    alder   302  403  200  200  200  200  403  404  404  403  302
orgs:segment-change                    POST   -       302  403  302  302  302  302  403  404  404  403  302
orgs:segment-delete                    POST   -       302  403  302  302  302  302  403  404  404  403  302
orgs:segment-detail                    GET    alder   302  403  200  200  200  200  403  404  404  403  302
orgs:segment-list                      GET    alder   302  403  200  200  200  200  403  200  200  403  302
orgs:stewardship                       GET    -       302  403  403  200  200  200  403  200  200  403  302
orgs:timeline                          GET    alder   302  403  403  200  200  200  403  404  404  403  302
portal:check                           GET    -       302  302  302  302  302  302  302  302  302  302  200
portal:check                           POST   -       302  302  302  302  302  302  302  302  302  302  302
portal:data                            GET    -       302  302  302  302  302  302  302  302  302  302  200
portal:data-file                       POST   -       302  302  302  302  302  302  302  302  302  302  302
portal:data-schema                     GET    -       200  200  200  200  200  200  200  200  200  200  200
portal:entry                           GET    -       200  200  200  200  200  200  200  200  200  200  200
portal:entry                           POST   -       302  302  302  302  302  302  302  302  302  302  302
portal:holder                          GET    alder   302  302  302  302  302  302  302  302  302  302  200
portal:leave                           POST   -       302  302  302  302  302  302  302  302  302  302  302
portal:limits                          GET    -       302  302  302  302  302  302  302  302  302  302  200
portal:me                              GET    -       302  302  302  302  302  302  302  302  302  302  200
portal:note-list                       GET    alder   302  302  302  302  302  302  302  302  302  302  302
portal:open                            GET    -       200  200  200  200  200  200  200  200  200  200  200
portal:open                            POST   -       302  302  302  302  302  302  302  302  302  302  302
portal:passing                         GET    -       302  302  302  302  302  302  302  302  302  302  200
portal:proof                           GET    -       302  302  302  302  302  302  302  302  302  302  200
portal:proof                           POST   -       302  302  302  302  302  302  302  302  302  302  302
portal:proof-cancel                    POST   -       302  302  302  302  302  302  302  302  302  302  302
portal:proof-code                      GET    -       302  302  302  302  302  302  302  302  302  302  200
portal:proof-code                      POST   -       302  302  302  302  302  302  302  302  302  302  422
portal:receipt                         GET    -       302  302  302  302  302  302  302  302  302  302  200
portal:receipt-file                    GET    -       302  302  302  302  302  302  302  302  302  302  404
portal:receipt-list                    GET    -       302  302  302  302  302  302  302  302  302  302  200
portal:receipt-mail                    POST   -       302  302  302  302  302  302  302  302  302  302  302
portal:receipt-verify                  GET    -       200  200  200  200  200  200  200  200  200  200  200
portal:receipt-verify                  POST   -       422  422  422  422  422  422  422  422  422  422  422
portal:received                        GET    -       302  302  302  302  302  302  302  302  302  302  200
portal:request                         GET    -       302  302  302  302  302  302  302  302  302  302  200
portal:request                         POST   -       302  302  302  302  302  302  302  302  302  302  302
portal:request-list                    GET    -       302  302  302  302  302  302  302  302  302  302  200
portal:sent                            GET    -       200  200  200  200  200  200  200  200  200  200  200
portal:sent                            POST   -       422  422  422  422  422  422  422  422  422  422  422
portal:wishes                          GET    alder   302  302  302  302  302  302  302  302  302  302  200
portal:wishes                          POST   -       302  302  302  302  302  302  302  302  302  302  302
portal:text-receive                    POST   -       403  403  403  403  403  403  403  403  403  403  403
portal:unsubscribe                     GET    -       200  200  200  200  200  200  200  200  200  200  200
portal:unsubscribe                     POST   -       200  200  200  200  200  200  200  200  200  200  200
propagation:delivery-replay            POST   -       302  403  403  403  403  302  403  404  404  403  302
propagation:feed                       GET    -       401  401  401  401  401  401  401  401  401  401  401
propagation:feed-acknowledge           POST   -       401  401  401  401  401  401  401  401  401  401  401
propagation:obligation-attest          POST   -       302  403  403  403  403  302  403  404  404  403  302
propagation:obligation-attest-all      GET    -       302  403  403  403  403  200  403  200  200  403  302
propagation:obligation-attest-all      POST   -       302  403  403  403  403  422  403  422  422  403  302
propagation:obligation-export          GET    alder   302  403  403  403  403  200  403  200  200  403  302
propagation:obligation-list            GET    alder   302  403  403  403  403  200  403  200  200  403  302
propagation:obligation-list?answered   GET    -       302  403  403  403  403  200  403  200  200  403  302
propagation:task-list                  GET    -       302  200  200  200  200  200  200  200  200  200  302
propagation:webhook-add                GET    -       302  403  403  403  403  200  403  200  200  403  302
propagation:webhook-add                POST   -       302  403  403  403  403  200  403  200  200  403  302
propagation:webhook-detail             GET    alder   302  403  403  403  403  200  403  404  404  403  302
propagation:webhook-list               GET    alder   302  403  403  403  403  200  403  200  200  403  302
propagation:webhook-off                POST   -       302  403  403  403  403  302  403  404  404  403  302
propagation:webhook-pause              POST   -       302  403  403  403  403  302  403  404  404  403  302
propagation:webhook-resume             POST   -       302  403  403  403  403  302  403  404  404  403  302
propagation:webhook-replay             POST   -       302  403  403  403  403  302  403  404  404  403  302
propagation:webhook-rotate             POST   -       302  403  403  403  403  200  403  404  404  403  302
propagation:webhook-test               POST   -       302  403  403  403  403  302  403  404  404  403  302
propagation:webhook-token              POST   -       302  403  403  403  403  200  403  404  404  403  302
readyz                                 GET    -       503  503  503  503  503  503  503  503  503  503  503
requests:certificate                   GET    -       200  200  200  200  200  200  200  200  200  200  200
requests:erasure-approve               POST   -       302  403  403  403  403  302  403  404  404  403  302
requests:erasure-cancel                POST   -       302  403  403  403  403  302  403  404  404  403  302
requests:erasure-propose               POST   -       302  403  403  403  403  302  403  404  404  403  302
requests:request-answer                POST   -       302  403  403  403  403  302  403  404  404  403  302
requests:request-correct               POST   -       302  403  403  403  403  302  403  404  404  403  302
requests:request-detail                GET    alder   302  403  403  403  403  200  403  404  404  403  302
requests:request-draft                 POST   -       302  403  403  403  403  302  403  404  404  403  302
requests:request-enter                 GET    alder   302  403  403  403  403  200  403  404  404  403  302
requests:request-enter                 POST   -       302  403  403  403  403  302  403  404  404  403  302
requests:request-export                GET    alder   302  403  403  403  403  200  403  404  404  403  302
requests:request-extend                POST   -       302  403  403  403  403  302  403  404  404  403  302
requests:request-identify              POST   -       302  403  403  403  403  302  403  404  404  403  302
requests:request-letter                GET    -       302  403  403  403  403  200  403  404  404  403  302
requests:request-list                  GET    alder   302  403  403  403  403  200  403  200  200  403  302
requests:request-refuse                POST   -       302  403  403  403  403  302  403  404  404  403  302
requests:task-list                     GET    -       302  200  200  200  200  200  200  200  200  200  302
set_language                           GET    -       302  302  302  302  302  302  302  302  302  302  302
set_language                           POST   -       302  302  302  302  302  302  302  302  302  302  302
sharing:agreement-accept               POST   -       302  403  403  403  403  302  403  302  404  404  302
sharing:agreement-create               GET    valley  302  403  403  403  403  403  200  403  403  200  302
sharing:agreement-create               POST   -       302  403  403  403  403  403  302  403  403  422  302
sharing:agreement-detail               GET    valley  302  403  200  200  200  200  200  200  404  404  302
sharing:agreement-list                 GET    valley  302  403  200  200  200  200  200  200  200  200  302
sharing:audience-build                 POST   -       302  403  403  403  403  403  302  403  404  404  302
sharing:audience-detail                GET    valley  302  403  200  200  200  200  200  200  404  404  302
sharing:audience-hand-out              POST   -       302  403  403  403  403  403  302  403  404  404  302
sharing:audience-list                  GET    valley  302  403  200  200  200  200  200  200  404  404  302
sharing:audience-progress              GET    -       302  403  200  200  200  200  200  200  404  404  302
sharing:call                           GET    alder   302  200  403  403  200  200  403  200  200  403  302
sharing:call-entry                     GET    alder   302  200  403  403  302  302  403  404  404  403  302
sharing:call-lease                     POST   -       302  302  403  403  302  302  403  404  404  403  302
sharing:call-lists                     GET    valley  302  403  200  200  200  200  200  200  404  404  302
sharing:call-record                    POST   -       302  302  403  403  302  302  403  404  404  403  302
sharing:call-release                   POST   -       302  302  403  403  302  302  403  404  404  403  302
sharing:call-reveal                    POST   -       302  200  403  403  302  302  403  404  404  403  302
sharing:call-undo                      POST   -       302  404  403  403  404  404  403  404  404  403  302
sharing:campaign-create                GET    valley  302  403  403  403  403  403  200  403  403  200  302
sharing:campaign-create                POST   -       302  403  403  403  403  403  302  403  403  302  302
sharing:campaign-detail                GET    valley  302  403  200  200  200  200  200  200  404  404  302
sharing:campaign-list                  GET    valley  302  403  200  200  200  200  200  200  200  200  302
sharing:campaign-organizations         GET    valley  302  403  403  403  403  403  200  403  404  404  302
sharing:grant-create                   GET    valley  302  403  403  403  200  200  403  200  404  404  302
sharing:grant-create                   POST   -       302  403  403  403  422  422  403  422  404  404  302
sharing:grant-list                     GET    alder   302  403  403  403  200  200  403  200  200  403  302
sharing:grant-refuse                   POST   -       302  403  403  403  302  302  403  302  404  404  302
sharing:grant-revoke                   POST   -       302  403  403  403  302  302  404  404  404  404  302
sharing:grants-request                 POST   -       302  403  403  403  403  403  302  403  404  404  302
sharing:overlap                        GET    valley  302  403  403  403  403  403  200  403  404  404  302
sharing:overlap-export                 GET    -       302  403  403  403  403  403  200  403  404  404  302
sharing:campaign-find                  GET    -       302  200  200  200  200  200  200  200  200  200  302
sharing:task-list                      GET    -       302  200  200  200  200  200  200  200  200  200  302
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    route: str
    method: str
    shows: str
    statuses: dict[str, int]

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


def rows() -> list[Row]:
    """The table, parsed."""
    found = []
    for line in TABLE.strip().splitlines():
        if line and not line.startswith("#"):
            route, method, shows, *statuses = line.split()
            found.append(Row(route, method, shows, dict(zip(WHO, map(int, statuses), strict=True))))
    return found


def routes(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named route of the URL map with the names of its parameters."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", tuple(pattern.pattern.regex.groupindex)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, inner)


def parameters(route: str, ids: dict[str, Any]) -> dict[str, Any]:
    """The URL parameters of ``route`` for someone's ``ids``."""
    names = dict(routes())[route]
    return {name: ids[POSSESSION.get((route, name), name.removesuffix("_id"))] for name in names}


# The possession behind a URL parameter of another name.
POSSESSION = {
    ("capture:confirm", "token"): "confirm_token",
    **{(f"capture:{name}", "slug"): "form_slug" for name in ("code", "confirm", "frame", "sent", "sign-up", "submit")},
    ("portal:open", "token"): "link",
    ("portal:unsubscribe", "token"): "stop_link",
    ("portal:request", "kind"): "asked",
    ("orgs:import-rejected", "import_id"): "finished_import",
    ("orgs:access-answer", "request_id"): "access",
    ("orgs:person-unrestrict", "person_id"): "closed",
    ("orgs:glass-break", "person_id"): "closed",
    ("sharing:audience-hand-out", "audience_id"): "fresh_audience",
}
