-- What clients still have to be told: a session of their user has ended (OIDC Back-Channel Logout 1.0).
create table logout_deliveries (
  notice_id uuid primary key,
  client_id text not null,
  subject_id uuid not null,
  session_id uuid not null,
  queued_at timestamptz not null,
  due_at timestamptz not null,
  attempts integer not null default 0
);

create index logout_deliveries_by_due on logout_deliveries (due_at);

-- A trigger, so that no way of ending a session can forget it: what is queued commits with the end. Redemptions hold
-- the session's row lock, so a family either is here already or finds the session ended.
create function queue_logout() returns trigger language plpgsql as $$
begin
  insert into logout_deliveries (notice_id, client_id, subject_id, session_id, queued_at, due_at)
    select gen_random_uuid(), granted.client_id, new.subject_id, new.session_id, new.ended_at, new.ended_at
      from (select distinct client_id from refresh_families where session_id = new.session_id) as granted;
  return null;
end
$$;

create trigger sessions_ended after update of ended_at on sessions
  for each row when (old.ended_at is null and new.ended_at is not null) execute function queue_logout();
