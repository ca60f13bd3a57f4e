-- Which tokens ended before their time, as bits of published lists (draft-ietf-oauth-status-list).
create table status_list (
    id uuid primary key,
    kind text not null constraint status_list_kind check (kind in ('grant', 'client')),
    next_index int not null,
    created_at timestamptz not null,
    -- No token that names this list is in force after this.
    expires_at timestamptz not null
);

create index status_list_expires_at on status_list (expires_at);

-- Bits that one node gives out by itself: to grants, or to tokens that a client got for itself. What a client got
-- outlives the client, so there is no foreign key.
create table status_block (
    list_id uuid not null references status_list (id) on delete cascade,
    first_index int not null,
    size int not null,
    client_id uuid,
    leased_at timestamptz not null,
    revoked_at timestamptz,
    constraint status_block_pk primary key (list_id, first_index)
);

create index status_block_client_id on status_block (client_id) where client_id is not null;
create index status_block_revoked_at on status_block (list_id, revoked_at) where revoked_at is not null;

create table revoked_status (
    list_id uuid not null references status_list (id) on delete cascade,
    index int not null,
    revoked_at timestamptz not null,
    constraint revoked_status_pk primary key (list_id, index)
);

create index revoked_status_revoked_at on revoked_status (list_id, revoked_at) include (index);

-- Every grant has a bit, and may be bound to resources (RFC 8707) and to a key (RFC 9449). There was no release before this, so grants from
-- before, which have none, are not carried over.
delete from authorization_grant;

alter table authorization_grant
    add column status_list_id uuid not null,
    add column status_index int not null,
    add column resources text[] not null default '{}',
    add column key_thumbprint text;

-- A revoked access token is a set bit now.
drop table revoked_access_token;
