-- Authorization requests that a client sent ahead, found once by the digest of their request_uri (RFC 9126).
create table pushed_request (
    digest bytea primary key,
    client_id uuid not null references client (id) on delete cascade,
    parameters jsonb not null,
    expires_at timestamptz not null
);

create index pushed_request_expires_at on pushed_request (expires_at);

-- The standard claims of a person that have no column of their own (OpenID Connect Core, section 5.1).
alter table account add column profile jsonb not null default '{}';

-- What a client asked to know (the claims parameter), and whether its grant outlives the browser session.
alter table authorization_grant
    add column claims text,
    add column session_id text,
    add column offline boolean not null default false;


-- How clients of one sector know a person; never derived from anything, so no other sector can tell (section 8.1).
create table pairwise_subject (
    account_id uuid not null references account (id) on delete cascade,
    sector text not null,
    subject uuid not null,
    constraint pairwise_subject_pk primary key (account_id, sector),
    constraint pairwise_subject_subject unique (subject)
);
