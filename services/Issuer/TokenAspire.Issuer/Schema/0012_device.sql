-- What devices ask for (RFC 8628), until the person has decided. An approved device code is an authorization code that
-- the device holds already: its single use, its session and its revocation are decided where theirs are.
create table device_authorizations (
  device_code_hash bytea primary key check (octet_length(device_code_hash) = 32),
  user_code_hash bytea not null unique check (octet_length(user_code_hash) = 32),
  client_id text not null,
  scopes text[] not null,
  expires_at timestamptz not null,
  poll_interval interval not null,
  polled_at timestamptz,
  decision text check (decision in ('approved', 'denied'))
);

create index device_authorizations_by_end on device_authorizations (expires_at);

create function approve_device_code(
  p_user_code bytea, p_subject_id uuid, p_session_id uuid, p_authenticated_at timestamptz, p_as_consent boolean, p_now timestamptz)
returns boolean language plpgsql as $$
declare
  asked device_authorizations;
begin
  update device_authorizations set decision = 'approved'
    where user_code_hash = p_user_code and decision is null and expires_at > p_now
    returning * into asked;
  if not found then
    return false;
  end if;

  if p_as_consent then
    perform give_consent(p_subject_id, asked.client_id, asked.scopes, p_now);
  end if;

  -- No redirect URI and no challenge: as a code from the authorization endpoint it fits no request.
  insert into authorization_codes (
      code_hash, client_id, subject_id, session_id, authenticated_at, scopes, redirect_uri, code_challenge, expires_at)
    values (
      asked.device_code_hash, asked.client_id, p_subject_id, p_session_id, p_authenticated_at, asked.scopes, '', '', asked.expires_at);
  return true;
end
$$;

create function poll_device_code(p_device_code bytea, p_client_id text, p_slower interval, p_now timestamptz)
returns text language plpgsql as $$
declare
  asked device_authorizations;
  early boolean;
begin
  select * into asked from device_authorizations
    where device_code_hash = p_device_code and client_id = p_client_id for update;
  if not found then
    return 'unknown';
  end if;

  if asked.expires_at <= p_now then
    return 'expired';
  end if;

  if asked.decision is not null then
    return asked.decision;
  end if;

  -- RFC 8628 3.5: slower for this and all later requests.
  early := asked.polled_at is not null and p_now < asked.polled_at + asked.poll_interval;
  update device_authorizations
    set polled_at = p_now, poll_interval = poll_interval + case when early then p_slower else interval '0' end
    where device_code_hash = p_device_code;
  return case when early then 'slow_down' else 'pending' end;
end
$$;
