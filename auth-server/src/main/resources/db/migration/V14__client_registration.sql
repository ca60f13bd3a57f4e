-- Clients that register themselves (RFC 7591), and clients whose metadata is a document at their own address.
alter table client drop constraint client_source;
alter table client add constraint client_source
    check (source in ('configuration', 'registration', 'console', 'document'));

-- The token with which a client reads and changes its own registration (RFC 7592), as its digest.
create table registration_token (
    digest bytea primary key,
    client_id uuid not null references client (id) on delete cascade
);

create index registration_token_client_id on registration_token (client_id);
