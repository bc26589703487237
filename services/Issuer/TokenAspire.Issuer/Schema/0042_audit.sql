-- What happened: who, what, which client, outcome, when, from where. Rows are added and, when their time is over, deleted
-- by the clean-up; nothing ever changes one. What must not be lost is written by triggers, with the thing itself.
create table audit_log (
  sequence bigint generated always as identity primary key,
  occurred_at timestamptz not null,
  event text not null,
  outcome text not null,
  actor text,
  subject_id text,
  client_id text,
  session_id text,
  remote_address text,
  detail text
);

create index audit_log_by_end on audit_log (occurred_at);
create index audit_log_by_subject on audit_log (subject_id, sequence) where subject_id is not null;
create index audit_log_by_client on audit_log (client_id, sequence) where client_id is not null;
create index audit_log_by_event on audit_log (event, sequence);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end
$$;

create trigger audit_log_append_only before update or truncate on audit_log
  for each statement execute function refuse_audit_change();

create function audit_login() returns trigger language plpgsql as $$
begin
  insert into audit_log (occurred_at, event, outcome, actor, subject_id, session_id, remote_address)
    values (new.created_at, 'login', 'succeeded', new.subject_id::text, new.subject_id::text, new.session_id::text, new.remote_address);
  return null;
end
$$;

create trigger audit_login after insert on sessions for each row execute function audit_login();

create function audit_grant() returns trigger language plpgsql as $$
begin
  insert into audit_log (occurred_at, event, outcome, actor, subject_id, client_id, session_id, detail)
    values (
      new.created_at, 'grant', 'issued', new.client_id, new.subject_id::text, new.client_id, new.session_id::text,
      array_to_string(new.scopes, ' '));
  return null;
end
$$;

create trigger audit_grant after insert on refresh_families for each row execute function audit_grant();

-- Every revocation goes through the journal, whoever asked for it and why: reuse, logout, a person, an operator.
create function audit_revocation() returns trigger language plpgsql as $$
declare
  subject text;
begin
  if new.kind = 'sid' then
    select subject_id::text into subject from sessions where session_id::text = new.value;
  elsif new.kind = 'sub' then
    subject := new.value;
  end if;

  insert into audit_log (occurred_at, event, outcome, actor, subject_id, client_id, session_id, detail)
    values (
      new.revoked_at, 'revocation', coalesce(new.reason, 'unspecified'), new.actor, subject,
      case when new.kind = 'client_id' then new.value end,
      case when new.kind = 'sid' then new.value end,
      new.kind || ' ' || new.value);
  return null;
end
$$;

create trigger audit_revocation after insert on revocation_journal for each row execute function audit_revocation();

create function audit_key() returns trigger language plpgsql as $$
begin
  insert into audit_log (occurred_at, event, outcome, detail)
    values (new.state_since, 'key', new.state, new.algorithm || ' ' || new.key_id);
  return null;
end
$$;

create trigger audit_key_created after insert on signing_keys for each row execute function audit_key();
create trigger audit_key_moved after update of state on signing_keys
  for each row when (old.state is distinct from new.state) execute function audit_key();
