-- The tokens of a browser session, sealed. Whoever holds the lease refreshes them; all others wait for the next version.
create table token_set (
    id uuid primary key,
    sealed bytea not null,
    version int not null,
    leased_until timestamptz,
    expires_at timestamptz not null
);

create index token_set_expires_at on token_set (expires_at);

-- What a visitor sees as the history of this session's tokens.
create table token_event (
    token_set_id uuid not null references token_set (id) on delete cascade,
    version int not null,
    at timestamptz not null,
    access_token_expires_at timestamptz not null,
    constraint token_event_pk primary key (token_set_id, version)
);
