-- Nodes remember clients; a change tells them to read again. Two live secrets overlap while one replaces the other.
alter table client add column tokens_ended_at timestamptz;
alter table client_secret add column last_used_at timestamptz;

create function tell_client_changed() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'client' then
        perform pg_notify('gatehouse_client', coalesce(new.id, old.id)::text);
    else
        perform pg_notify('gatehouse_client', coalesce(new.client_id, old.client_id)::text);
    end if;
    return null;
end
$$;

create trigger client_changed after insert or update or delete on client
    for each row execute function tell_client_changed();

create trigger client_secret_changed after insert or update of encoded, expires_at or delete on client_secret
    for each row execute function tell_client_changed();
