-- Devices that wait for a person to let them in (RFC 8628). The code that people type is short, so it is kept as a code
-- under a server key, not as a digest that could be tried out.
create table device_code (
    digest bytea primary key,
    user_code bytea not null,
    grant_id uuid not null,
    client_id uuid not null references client (id) on delete cascade,
    scopes text[] not null,
    resources text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    polled_at timestamptz,
    pause_seconds int not null,
    account_id uuid references account (id) on delete cascade,
    sign_in jsonb,
    decided_at timestamptz,
    redeemed_at timestamptz,
    constraint device_code_decided check (account_id is null or decided_at is not null)
);

create unique index device_code_user_code on device_code (user_code);
create index device_code_expires_at on device_code (expires_at);
create index device_code_account_id on device_code (account_id);
create index device_code_client_id on device_code (client_id);

-- How often an account has typed a code that is none, so that nobody finds one by trying.
create table mistyped_user_code (
    account_id uuid primary key references account (id) on delete cascade,
    since timestamptz not null,
    times int not null
);
