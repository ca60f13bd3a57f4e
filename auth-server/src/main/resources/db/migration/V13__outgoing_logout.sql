-- Clients that must hear that a session has ended (OpenID Connect Back-Channel Logout): written with the end itself.
create table outgoing_logout (
    id uuid primary key,
    client_id uuid not null references client (id) on delete cascade,
    account_id uuid not null references account (id) on delete cascade,
    session_id text not null,
    created_at timestamptz not null,
    attempts int not null,
    next_attempt_at timestamptz not null
);

create index outgoing_logout_next_attempt_at on outgoing_logout (next_attempt_at);

create index authorization_grant_session_id on authorization_grant (session_id) where session_id is not null;
