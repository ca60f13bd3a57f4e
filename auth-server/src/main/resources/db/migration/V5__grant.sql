-- What people allowed, and how it is spent. Every token is kept as its SHA-256 digest only.
create table consent (
    client_id uuid not null references client (id) on delete cascade,
    account_id uuid not null references account (id) on delete cascade,
    scopes text[] not null,
    updated_at timestamptz not null,
    constraint consent_pk primary key (client_id, account_id)
);

-- An authorization request that waits for consent, found by the state of the consent form.
create table pending_consent (
    digest bytea primary key,
    grant_id uuid not null,
    client_id uuid not null references client (id) on delete cascade,
    account_id uuid not null references account (id) on delete cascade,
    request jsonb not null,
    sign_in jsonb not null,
    expires_at timestamptz not null
);

create index pending_consent_expires_at on pending_consent (expires_at);
create unique index pending_consent_grant_id on pending_consent (grant_id);

-- Spent codes stay until they expire, so that a second redemption is recognised.
create table authorization_code (
    digest bytea primary key,
    grant_id uuid not null,
    client_id uuid not null references client (id) on delete cascade,
    account_id uuid not null references account (id) on delete cascade,
    request jsonb not null,
    scopes text[] not null,
    sign_in jsonb not null,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    redeemed_at timestamptz
);

create index authorization_code_expires_at on authorization_code (expires_at);

-- One grant is one family of refresh tokens.
create table authorization_grant (
    id uuid primary key,
    client_id uuid not null references client (id) on delete cascade,
    account_id uuid not null references account (id) on delete cascade,
    scopes text[] not null,
    sign_in jsonb not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_because text
);

create index authorization_grant_account_id on authorization_grant (account_id);
create index authorization_grant_client_id on authorization_grant (client_id);
create index authorization_grant_expires_at on authorization_grant (expires_at);

-- The successor's value is sealed under a key that only the holder of the spent token can derive.
create table refresh_token (
    digest bytea primary key,
    grant_id uuid not null references authorization_grant (id) on delete cascade,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    spent_at timestamptz,
    successor bytea,
    sealed_successor bytea
);

-- At any moment at most one refresh token of a family is current: the database itself refuses a fork.
create unique index refresh_token_current on refresh_token (grant_id) where spent_at is null;
create index refresh_token_grant_id on refresh_token (grant_id);

-- Access tokens revoked one by one, until they would have expired anyway.
create table revoked_access_token (
    jti text primary key,
    expires_at timestamptz not null
);

create index revoked_access_token_expires_at on revoked_access_token (expires_at);
