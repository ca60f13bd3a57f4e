-- DPoP proofs that were presented, so that none is taken twice on any node (RFC 9449, section 11.1).
create table used_proof (
    digest bytea primary key,
    expires_at timestamptz not null
);

create index used_proof_expires_at on used_proof (expires_at);
