-- Registered clients (RFC 7591, section 2). Secrets are one-way digests; two may live at a time.
create table client (
    id uuid primary key,
    client_id text not null,
    name text not null,
    source text not null constraint client_source check (source in ('configuration', 'registration', 'console')),
    enabled boolean not null default true,
    settings jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint client_client_id unique (client_id)
);

create table client_secret (
    id uuid primary key,
    client_id uuid not null references client (id) on delete cascade,
    encoded text not null,
    created_at timestamptz not null,
    expires_at timestamptz
);

create index client_secret_client_id on client_secret (client_id);
