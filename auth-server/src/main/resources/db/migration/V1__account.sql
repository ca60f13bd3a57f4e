-- People who sign in. Passwords are Argon2id hashes.
create table account (
    id uuid primary key,
    username text not null,
    username_key text generated always as (lower(username)) stored,
    password text not null,
    name text not null,
    email text,
    email_verified boolean not null default false,
    enabled boolean not null default true,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint account_username_key unique (username_key)
);
