-- Signing keys. The private half is sealed under a key that is not in the database.
create table signing_key (
    kid text primary key,
    algorithm text not null,
    state text not null constraint signing_key_state check (state in ('pending', 'active', 'retiring', 'retired')),
    public_jwk jsonb not null,
    sealed_private_jwk bytea not null,
    created_at timestamptz not null,
    active_at timestamptz,
    retiring_at timestamptz,
    retired_at timestamptz
);

create unique index signing_key_active on signing_key (algorithm) where state = 'active';
