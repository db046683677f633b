"""Who gets which page: one line for every address of the house, one column for every person.

A new address fails `tests/test_matrix.py` until it stands here. An argument `key=word` is looked
up among the matters of `tests/matters.py`, `key:text` is the text itself, `+key=text` is sent.

Answers: O shown · > led on · L to the door · S to the second step · . does not exist for them ·
F not theirs to do · M only the other way round · ! asked for what is missing · C refused, in words.
The persons: nobody; someone of elsewhere; who filed; a neighbour; the grid worker; resident
representative, volunteer, the lead body's two, the builder (complained about in one matter), an
engineer (his body helps in one), the party secretary with and without second step and the one
of the other community, the street's officer, the administrator.
"""

from dataclasses import dataclass

PERSONS = (
    "anonymous", "stranger", "widow", "tenant", "grid_worker", "rep", "volunteer", "repairman",
    "manager", "foreman", "engineer", "secretary", "weak", "river_secretary", "officer", "admin",
)  # fmt: skip
# Addresses of Django's administration are judged by one rule.
ADMINISTRATION = "admin:"
# Opening a message is reading it.
CHANGED_BY_READING = {"notices:open": {"notices_notice"}}
# How pages look is no state of ours, and a page without a token can be cached for everybody.
WITHOUT_TOKEN = {"face:choose", "face:language"}

TABLE = """
#                                                  nob els wid ten gri rep vol man hea bui eng sec wea riv off adm
# health, the roof, the face
GET  standalone:live                               O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O
GET  standalone:ready                              O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O
GET  desk:front                                    O   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  desk:home                                     L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  desk:roles                                    O   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  desk:travels                                  O   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
POST face:choose +mode=elder                       >   >   >   >   >   >   >   >   >   >   >   >   >   >   >   >
POST face:language +language=en                    >   >   >   >   >   >   >   >   >   >   >   >   >   >   >   >
GET  face:design                                   .   .   .   .   .   .   .   .   .   .   .   .   S   .   .   O
# signing in
GET  account_login                                 O   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
# signing in
POST account_login                                 !   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  account_confirm_login_code                    >   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
POST account_confirm_login_code                    >   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  account_signup                                >   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
POST account_signup                                >   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  account_logout                                >   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O
POST account_logout                                >   >   >   >   >   >   >   >   >   >   >   >   >   >   >   >
GET  account_inactive                              O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O
GET  account_reauthenticate                        L   >   >   >   >   >   >   >   >   >   >   >   >   >   >   F
POST account_reauthenticate                        L   >   >   >   >   >   >   >   >   >   >   >   >   >   >   F
GET  account_change_password                       L   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
POST account_change_password                       L   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  usersessions_list                             L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
POST usersessions_list                             L   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  mfa_index                                     L   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O
GET  mfa_authenticate                              >   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
POST mfa_authenticate                              >   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  mfa_reauthenticate                            L   >   >   >   >   >   >   >   >   >   >   >   >   >   >   F
POST mfa_reauthenticate                            L   >   >   >   >   >   >   >   >   >   >   >   >   >   >   F
GET  mfa_activate_totp                             L   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O
POST mfa_activate_totp                             L   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O
GET  mfa_deactivate_totp                           L   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
POST mfa_deactivate_totp                           L   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  mfa_list_webauthn                             L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  mfa_add_webauthn                              L   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O
POST mfa_add_webauthn                              L   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O
GET  mfa_remove_webauthn pk:999999999              L   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
POST mfa_remove_webauthn pk:999999999              L   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  mfa_edit_webauthn pk:999999999                L   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
POST mfa_edit_webauthn pk:999999999                L   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  mfa_login_webauthn                            >   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
POST mfa_login_webauthn                            >   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  mfa_reauthenticate_webauthn                   L   >   >   >   >   >   >   >   >   >   >   >   >   >   >   F
POST mfa_reauthenticate_webauthn                   L   >   >   >   >   >   >   >   >   >   >   >   >   >   >   F
GET  mfa_view_recovery_codes                       L   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  mfa_generate_recovery_codes                   L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
POST mfa_generate_recovery_codes                   L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  mfa_download_recovery_codes                   L   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
# one's own account
GET  me:home                                       L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  me:name                                       L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
POST me:name                                       L   !   !   !   !   !   !   !   !   !   !   !   S   !   !   !
GET  me:phone                                      L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
POST me:phone                                      L   !   !   !   !   !   !   !   !   !   !   !   S   !   !   !
GET  me:phone_code                                 L   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
POST me:phone_code                                 L   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  me:looks                                      L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  me:data                                       L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  me:data_file                                  L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  me:erase                                      L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
POST me:erase                                      L   C   O   O   C   C   C   C   C   C   C   C   S   C   C   O
GET  me:homes                                      L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
POST me:homes                                      L   !   !   !   !   !   !   !   !   !   !   !   S   !   !   !
GET  me:end_home pk=home                           L   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST me:end_home pk=home                           L   .   >   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  signin:admin_door                             L   F   F   F   F   F   F   F   F   F   F   F   S   F   F   L
POST signin:admin_door                             L   F   F   F   F   F   F   F   F   F   F   F   S   F   F   L
GET  signin:staff                                  O   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
POST signin:staff                                  !   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  signin:resend                                 M   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST signin:resend                                 >   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  signin:second_step                            L   >   >   >   >   >   >   >   >   >   >   >   O   >   >   >
POST signin:second_step                            L   >   >   >   >   >   >   >   >   >   >   >   O   >   >   >
GET  signin:again                                  L   O   O   O   O   O   O   O   O   O   O   O   O   O   O   >
POST signin:again                                  L   >   >   >   >   >   >   >   >   >   >   >   >   >   >   >
GET  signin:invitation uid=uid token=token         O   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
POST signin:invitation uid=uid token=token         !   !   !   !   !   !   !   !   !   !   !   !   S   !   !   !
GET  signin:invitation uid=uid token:no-such       .   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  signin:end_session pk:999999999               L   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST signin:end_session pk:999999999               L   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  signin:privacy                                O   O   O   O   O   O   O   O   O   O   O   O   O   O   O   O
# people and places
GET  people:list                                   L   .   .   .   .   .   .   .   .   .   .   O   S   O   O   .
GET  people:add_body                               L   .   .   .   .   .   .   .   .   .   .   O   S   O   O   .
POST people:add_body                               L   .   .   .   .   .   .   .   .   .   .   !   S   !   !   .
GET  people:body pk=body                           L   .   .   .   .   .   .   .   .   .   .   O   S   .   O   .
GET  people:body pk=river_body                     L   .   .   .   .   .   .   .   .   .   .   .   S   O   O   .
GET  people:edit_body pk=body                      L   .   .   .   .   .   .   .   .   .   .   O   S   .   O   .
POST people:edit_body pk=body                      L   .   .   .   .   .   .   .   .   .   .   !   S   .   !   .
GET  people:close_body pk=body                     L   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST people:close_body pk=body                     L   .   .   .   .   .   .   .   .   .   .   >   S   .   >   .
GET  people:appoint pk=body                        L   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST people:appoint pk=body                        L   .   .   .   .   .   .   .   .   .   .   !   S   .   !   .
GET  people:end_membership pk=seat                 L   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST people:end_membership pk=seat                 L   .   .   .   .   .   .   .   .   .   .   >   S   .   >   .
GET  people:invite                                 L   .   .   .   .   .   .   .   .   .   .   O   S   O   O   .
POST people:invite                                 L   .   .   .   .   .   .   .   .   .   .   !   S   !   !   .
GET  people:renew_link pk=clerk                    L   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST people:renew_link pk=clerk                    L   .   .   .   .   .   .   .   .   .   .   O   S   .   O   .
GET  people:duties                                 L   .   .   .   .   .   .   .   .   .   .   O   S   O   O   .
GET  people:give_duty                              L   .   .   .   .   .   .   .   .   .   .   O   S   O   O   .
POST people:give_duty                              L   .   .   .   .   .   .   .   .   .   .   !   S   !   !   .
GET  people:end_duty pk=duty                       L   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST people:end_duty pk=duty                       L   .   .   .   .   .   .   .   .   .   .   >   S   .   >   .
GET  people:residents                              L   .   .   .   O   .   .   .   .   .   .   O   S   O   O   .
GET  people:confirm_home pk=claim                  L   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST people:confirm_home pk=claim                  L   .   .   .   >   .   .   .   .   .   .   >   S   .   >   .
GET  people:refuse_home pk=claim                   L   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST people:refuse_home pk=claim                   L   .   .   .   !   .   .   .   .   .   .   !   S   .   !   .
GET  places:rulebooks                              L   .   .   .   .   .   .   .   .   .   .   O   S   O   O   .
GET  places:rules code:FL                          L   .   .   .   .   .   .   .   .   .   .   O   S   .   O   .
GET  places:rules code:JA                          L   .   .   .   .   .   .   .   .   .   .   .   S   O   O   .
GET  places:set_rule code:FL key:loop.asks         L   .   .   .   .   .   .   .   .   .   .   O   S   .   O   .
POST places:set_rule code:FL key:loop.asks         L   .   .   .   .   .   .   .   .   .   .   !   S   .   !   .
# the inbox
GET  notices:inbox                                 L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
POST notices:read_all +newest=1                    L   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  notices:preferences                           L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
POST notices:preferences                           L   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  notices:open pk=notice                        L   .   >   .   .   .   .   .   .   .   .   .   S   .   .   .
POST notices:open pk=notice                        L   .   >   .   .   .   .   .   .   .   .   .   S   .   .   .
# complaints: everybody and residents
GET  grievances:list                               O   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  grievances:plan pk=maple                      O   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  grievances:start                              O   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
POST grievances:start +who=me                      L   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
POST grievances:start +who=anonymous               >   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
POST grievances:start +who=other                   O   O   O   O   >   >   O   >   >   O   >   >   S   >   >   O
GET  grievances:what pk=draft                      .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
POST grievances:what pk=draft                      .   .   !   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:what pk=unnamed                    O   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:nearby pk=draft                    M   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST grievances:nearby pk=draft                    .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:where pk=draft                     .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
POST grievances:where pk=draft                     .   .   !   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:same pk=draft                      .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:kind pk=draft                      .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
POST grievances:kind pk=draft                      .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:urgency pk=draft                   .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
POST grievances:urgency pk=draft                   .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:danger pk=draft                    .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:about pk=draft                     .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
POST grievances:about pk=draft                     .   .   >   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:contact pk=draft                   .   .   >   .   .   .   .   .   .   .   .   .   S   .   .   .
POST grievances:contact pk=draft                   .   .   >   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:contact pk=unnamed                 O   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:contact_code pk=draft              .   .   >   .   .   .   .   .   .   .   .   .   S   .   .   .
POST grievances:contact_code pk=draft              .   .   >   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:contact_code pk=unnamed            >   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
POST grievances:contact_code pk=unnamed            >   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:check pk=draft                     .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
POST grievances:check pk=draft +send=public        .   .   >   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:check pk=unnamed                   O   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:done pk=sent_private               .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:discard pk=draft                   M   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST grievances:discard pk=draft                   .   .   >   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:draft_photo pk=draft photo=draft_photo size:thumb .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:mine                               L   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  grievances:receipt                            O   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
POST grievances:receipt                            !   !   !   !   !   !   !   !   !   !   !   !   S   !   !   !
GET  grievances:case number=private                .   .   O   .   .   .   .   .   .   .   .   O   S   .   O   .
GET  grievances:case number=public                 O   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  grievances:case number=receipt                .   .   .   .   .   .   .   .   .   .   .   O   S   .   O   .
GET  grievances:case number=leading                .   .   O   .   .   .   .   O   O   .   .   O   S   .   O   .
GET  grievances:case number=helped                 .   .   .   O   .   .   .   O   O   .   O   O   S   .   O   .
GET  grievances:case number=accused                .   .   .   O   .   .   .   O   O   .   .   O   S   .   O   .
GET  grievances:case number=feedback               .   .   O   .   .   O   O   O   O   .   O   O   S   .   O   .
GET  grievances:case number=tracking               .   .   O   .   .   O   O   O   O   .   O   O   S   .   O   .
GET  grievances:case number=closed                 O   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  grievances:case number=declined               .   .   O   .   .   .   .   .   .   .   .   O   S   .   O   .
GET  grievances:case number=merged                 .   .   .   O   .   .   .   .   .   .   .   O   S   .   O   .
GET  grievances:case number=withdrawn              .   .   O   .   .   .   .   .   .   .   .   O   S   .   O   .
GET  grievances:answer number=feedback             .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
POST grievances:answer number=feedback             .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:reply number=waiting               .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
POST grievances:reply number=waiting               .   .   !   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:withdraw number=private            .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
POST grievances:withdraw number=private            .   .   >   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:looks number=private               .   .   O   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:join number=public                 L   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST grievances:join number=public                 L   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  grievances:leave number=public                L   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST grievances:leave number=public                L   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  grievances:photo number=private photo=photo_private size:thumb .   .   O   .   .   .   .   .   .   .   .   O   S   .   O   .
GET  grievances:photo number=public photo=photo_public size:thumb O   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
# complaints: those who work
GET  grievances:queue                              L   .   .   .   .   O   O   O   O   O   O   O   S   O   O   .
GET  grievances:batch                              L   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST grievances:batch                              L   >   >   >   >   >   >   >   >   >   >   >   S   >   >   >
GET  grievances:templates                          L   .   .   .   .   O   O   O   O   O   O   O   S   O   O   .
GET  grievances:template_new                       L   .   .   .   .   O   O   O   O   O   O   O   S   O   O   .
POST grievances:template_new                       L   .   .   .   .   !   !   !   !   !   !   !   S   !   !   .
GET  grievances:template pk=template               L   .   .   .   .   .   .   .   .   .   .   O   S   .   O   .
POST grievances:template pk=template               L   .   .   .   .   .   .   .   .   .   .   !   S   .   !   .
GET  grievances:move number=private name:accept    L   .   F   .   .   .   .   .   .   .   .   O   S   .   O   .
POST grievances:move number=private name:accept    L   .   F   .   .   .   .   .   .   .   .   !   S   .   !   .
GET  grievances:move number=leading name:sign      L   .   F   .   .   .   .   O   O   .   .   F   S   .   F   .
POST grievances:move number=leading name:sign      L   .   F   .   .   .   .   >   >   .   .   F   S   .   F   .
GET  grievances:move number=helped name:note       L   .   .   F   .   .   .   O   O   .   O   O   S   .   O   .
GET  grievances:move number=handling name:report   L   .   F   F   .   .   .   O   O   .   .   F   S   .   F   .
POST grievances:move number=handling name:report   L   .   F   F   .   .   .   !   !   .   .   F   S   .   F   .
GET  grievances:move number=objected name:overrule L   .   F   .   .   .   .   F   F   .   .   F   S   .   O   .
POST grievances:move number=objected name:overrule L   .   F   .   .   .   .   F   F   .   .   F   S   .   !   .
GET  grievances:move number=wanting name:extend    L   .   F   .   .   .   .   F   F   .   .   O   S   .   O   .
POST grievances:move number=wanting name:extend    L   .   F   .   .   .   .   F   F   .   .   >   S   .   >   .
GET  grievances:move number=reported name:clear    L   .   F   .   .   .   .   F   O   .   .   O   S   .   O   .
POST grievances:move number=reported name:clear    L   .   F   .   .   .   .   F   >   .   .   >   S   .   >   .
GET  grievances:move number=tracking name:holds    L   .   F   .   .   O   O   F   F   .   O   O   S   .   O   .
POST grievances:move number=tracking name:holds    L   .   F   .   .   !   !   F   F   .   !   !   S   .   !   .
GET  grievances:move number=merged name:unmerge    L   .   .   F   .   .   .   .   .   .   .   O   S   .   O   .
POST grievances:move number=merged name:unmerge    L   .   .   F   .   .   .   .   .   .   .   >   S   .   >   .
GET  grievances:publish number=private             L   .   F   .   .   .   .   .   .   .   .   O   S   .   O   .
POST grievances:publish number=private             L   .   F   .   .   .   .   .   .   .   .   !   S   .   !   .
GET  grievances:cover number=private photo=photo_private L   .   .   .   .   .   .   .   .   .   .   .   O   S   .   O   .
POST grievances:cover number=private photo=photo_private L   .   .   .   .   .   .   .   .   .   .   .   !   S   .   !   .
GET  grievances:look number=private                L   .   .   .   .   .   .   .   .   .   .   O   S   .   O   .
POST grievances:look number=private +why=phoned    L   .   .   .   .   .   .   .   .   .   .   O   S   .   O   .
GET  grievances:look number=accused                L   .   .   .   .   .   .   O   O   .   .   O   S   .   O   .
GET  grievances:look number=helped                 L   .   .   .   .   .   .   O   O   .   O   O   S   .   O   .
GET  grievances:what pk=sent_private               .   .   >   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  grievances:case number=handling               .   .   O   O   .   .   .   O   O   .   .   O   S   .   O   .
GET  grievances:case number:ZZ-none                .   .   .   .   .   .   .   .   .   .   .   .   S   .   .   .
GET  desk:figures                                  O   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
GET  loop:calendar                                 O   O   O   O   O   O   O   O   O   O   O   O   S   O   O   O
POST loop:calendar                                 F   F   F   F   F   F   F   F   F   F   F   F   S   F   O   O
GET  loop:official year:2026                       M   M   M   M   M   M   M   M   M   M   M   M   S   M   M   M
POST loop:official year:2026                       F   F   F   F   F   F   F   F   F   F   F   F   S   F   >   >
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One way to ask for one page, and what each person gets."""

    method: str
    page: str
    named: dict[str, str]
    literal: dict[str, str]
    data: dict[str, str]
    cells: dict[str, str]

    def __str__(self) -> str:
        """For the name of its test."""
        args = [*self.named.values(), *self.literal.values(), *self.data.values()]
        return " ".join([self.method, self.page, *args])


def _row(line: str) -> Row:
    words = line.split()
    cells, (method, page, *args) = words[-len(PERSONS) :], words[: -len(PERSONS)]
    sent = [arg[1:].split("=") for arg in args if arg.startswith("+")]
    rest = [arg for arg in args if not arg.startswith("+")]
    return Row(
        method,
        page,
        named=dict(arg.split("=") for arg in rest if "=" in arg),
        literal=dict(arg.split(":") for arg in rest if ":" in arg),
        data=dict(sent),
        cells=dict(zip(PERSONS, cells, strict=True)),
    )


ROWS = [_row(line) for line in TABLE.splitlines() if line and not line.startswith("#")]
