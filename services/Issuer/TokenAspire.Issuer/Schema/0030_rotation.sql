-- Where a token was used, as far as the edge tells: its country (ISO 3166-1) and coordinates.
alter table refresh_tokens
  add column country text,
  add column latitude double precision,
  add column longitude double precision;

-- The browser that logged in, by the SHA-256 of its device cookie. A session's families are bound to it.
alter table sessions add column device_hash bytea;

-- Great-circle distance on a sphere of 6371 km (haversine); null where a place is unknown.
create function kilometres_between(
  latitude1 double precision, longitude1 double precision, latitude2 double precision, longitude2 double precision)
returns double precision language sql immutable strict parallel safe as $$
  select 2 * 6371 * asin(least(1, sqrt(
    sind((latitude2 - latitude1) / 2) ^ 2
    + cosd(latitude1) * cosd(latitude2) * sind((longitude2 - longitude1) / 2) ^ 2)))
$$;

-- What is suspicious about a use at this place, so long after the last one: 'new_country', 'impossible_travel' or nothing.
create function suspicion_of_place(
  last_use refresh_tokens, p_country text, p_latitude double precision, p_longitude double precision,
  p_now timestamptz, p_fastest double precision)
returns text language sql stable as $$
  select case
    when kilometres_between(last_use.latitude, last_use.longitude, p_latitude, p_longitude)
      > p_fastest * greatest(extract(epoch from p_now - last_use.created_at), 60) / 3600 then 'impossible_travel'
    when last_use.country <> p_country then 'new_country'
  end
$$;

-- One use of a refresh token, in one round trip. The row lock of the login session serialises every use of its
-- families (one person's clients, and no other's); each statement after it sees what the previous holder committed.
drop function rotate_refresh_token(
  bytea, text, text, text[], bytea, timestamptz, uuid, timestamptz, timestamptz, text, text, timestamptz, interval, timestamptz);

create function rotate_refresh_token(
  p_presented bytea, p_client_id text, p_device_id text, p_browser bytea, p_scopes text[],
  p_successor bytea, p_successor_expires_at timestamptz,
  p_access_token_id uuid, p_access_token_issued_at timestamptz, p_access_token_expires_at timestamptz,
  p_user_agent text, p_remote_address text,
  p_country text, p_latitude double precision, p_longitude double precision,
  p_now timestamptz, p_journal_until timestamptz,
  p_grace interval, p_uses integer, p_window interval, p_fastest double precision, p_reauthenticate boolean,
  out outcome text, out suspicion text, out retry_at timestamptz,
  out family refresh_families, out successor refresh_tokens, out person users, out roles text[])
language plpgsql as $$
declare
  session sessions;
  chain record;
  token refresh_tokens;
  same_device boolean;
begin
  select s.* into session
    from refresh_tokens t join refresh_families f using (family_id) join sessions s using (session_id)
    where t.token_hash = p_presented
    for no key update of s;
  if not found then
    outcome := 'unknown';
    return;
  end if;

  select t as token, f as family, n as successor, u as person into chain
    from refresh_tokens t
      join refresh_families f using (family_id)
      left join refresh_tokens n on n.family_id = t.family_id and n.generation = t.generation + 1
      left join users u on u.id = f.subject_id
    where t.token_hash = p_presented;
  token := chain.token;
  family := chain.family;
  successor := chain.successor;
  person := chain.person;
  same_device := (family.device_id is null or family.device_id is not distinct from p_device_id)
    and (session.device_hash is null or p_browser is null or session.device_hash = p_browser);

  outcome := case
    when token.token_hash is null then 'unknown'
    when family.client_id <> p_client_id then 'client_mismatch'
    when session.ended_at is not null or family.revoked_at is not null or family.expires_at <= p_now then 'expired'
    -- A closed account gets nothing, and loses nothing: it may be opened again.
    when person.id is null or person.disabled_at is not null then 'expired'
    -- A lost response: the same device asks again, soon, and nobody has used the answer yet.
    when token.consumed_at is not null and same_device
      and p_now < token.consumed_at + p_grace
      and successor.token_hash is not null and successor.consumed_at is null then 'grace'
    when token.consumed_at is not null then 'reuse'
    when token.expires_at <= p_now then 'expired'
    when not same_device then 'device_mismatch'
    -- RFC 6749 6: scope may shrink, never grow.
    when p_scopes is not null and not p_scopes <@ family.scopes then 'scope_exceeded'
    else 'rotated'
  end;

  if outcome = 'rotated' then
    -- As many uses ago as are allowed in a window: every issuer counts them here, and there is nothing to keep beside.
    select earlier.created_at + p_window into retry_at from refresh_tokens earlier
      where earlier.family_id = token.family_id and earlier.generation = token.generation - p_uses
        and earlier.created_at > p_now - p_window;
    suspicion := suspicion_of_place(token, p_country, p_latitude, p_longitude, p_now, p_fastest);
    outcome := case
      when retry_at is not null then 'limited'
      when suspicion is not null and p_reauthenticate then 'suspicious'
      else outcome
    end;
  end if;

  if outcome = 'rotated' then
    update refresh_tokens set consumed_at = p_now where token_hash = p_presented;
    insert into refresh_tokens (
        token_hash, family_id, generation, created_at, expires_at,
        access_token_id, access_token_issued_at, access_token_expires_at, access_token_scopes,
        user_agent, remote_address, country, latitude, longitude)
      values (
        p_successor, token.family_id, token.generation + 1, p_now, least(p_successor_expires_at, family.expires_at),
        p_access_token_id, p_access_token_issued_at, p_access_token_expires_at, coalesce(p_scopes, family.scopes),
        p_user_agent, p_remote_address, coalesce(p_country, token.country),
        coalesce(p_latitude, token.latitude), coalesce(p_longitude, token.longitude))
      returning * into successor;
  elsif outcome in ('reuse', 'suspicious') then
    perform end_session(
      family.session_id, p_now, p_journal_until,
      case outcome when 'reuse' then 'refresh_token_reuse' else suspicion end, p_client_id);
  end if;

  if outcome in ('rotated', 'grace') then
    roles := array(select role from user_roles where user_id = person.id order by role);
  end if;
end
$$;
