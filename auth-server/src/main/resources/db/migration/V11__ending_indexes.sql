-- Everything of an account or a client is found by an index, a page at a time, however much there is.
create index authorization_code_account_id on authorization_code (account_id);
create index authorization_code_client_id on authorization_code (client_id);
create index pending_consent_account_id on pending_consent (account_id);
create index pending_consent_client_id on pending_consent (client_id);

create index authorization_grant_account on authorization_grant (account_id, id);
create index authorization_grant_client on authorization_grant (client_id, id);
drop index authorization_grant_account_id;
drop index authorization_grant_client_id;
