-- Which session at the issuer the tokens came from, and which browser session here holds them, so that the issuer can
-- end both (OpenID Connect Back-Channel Logout). Another node than the visitor's may hear of it.
alter table token_set
    add column issuer_session text,
    add column subject text,
    add column session_key text;

create index token_set_issuer_session on token_set (issuer_session) where issuer_session is not null;
create index token_set_subject on token_set (subject) where subject is not null;
