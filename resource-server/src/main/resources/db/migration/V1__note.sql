-- Notes, each of whoever wrote it.
create table note (
    id uuid primary key,
    owner text not null,
    title text not null,
    body text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version int not null
);

create index note_owner on note (owner, created_at desc, id);
