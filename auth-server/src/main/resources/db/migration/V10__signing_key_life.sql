-- A retired key has no private half any more. A change of the keys tells all nodes to read again.
alter table signing_key
    alter column sealed_private_jwk drop not null,
    add column retired_because text,
    add constraint signing_key_private check (state = 'retired' or sealed_private_jwk is not null);

create function tell_signing_key_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('gatehouse_key', '');
    return null;
end
$$;

create trigger signing_key_changed after insert or update or delete on signing_key
    for each statement execute function tell_signing_key_changed();
