-- One use of a refresh token, in one round trip. The row lock of the login session serialises every use of its
-- families; each statement after it sees what the previous holder committed.
create function rotate_refresh_token(
  p_presented bytea, p_client_id text, p_device_id text, p_scopes text[],
  p_successor bytea, p_successor_expires_at timestamptz,
  p_access_token_id uuid, p_access_token_issued_at timestamptz, p_access_token_expires_at timestamptz,
  p_user_agent text, p_remote_address text,
  p_now timestamptz, p_grace interval, p_journal_until timestamptz,
  out outcome text, out family refresh_families, out successor refresh_tokens)
language plpgsql as $$
declare
  session sessions;
  token refresh_tokens;
  same_device boolean;
begin
  select s.* into session
    from refresh_tokens t join refresh_families f using (family_id) join sessions s using (session_id)
    where t.token_hash = p_presented
    for no key update of s;
  select * into token from refresh_tokens where token_hash = p_presented;
  if token.token_hash is null then
    outcome := 'unknown';
    return;
  end if;

  select * into family from refresh_families where family_id = token.family_id;
  select * into successor from refresh_tokens
    where family_id = token.family_id and generation = token.generation + 1;
  same_device := family.device_id is null or family.device_id is not distinct from p_device_id;

  outcome := case
    when family.client_id <> p_client_id then 'client_mismatch'
    when session.ended_at is not null or family.revoked_at is not null or family.expires_at <= p_now then 'expired'
    -- A closed account gets nothing, and loses nothing: it may be opened again.
    when exists (select from users where id = family.subject_id and disabled_at is not null) then 'expired'
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
    update refresh_tokens set consumed_at = p_now where token_hash = p_presented;
    insert into refresh_tokens (
        token_hash, family_id, generation, created_at, expires_at,
        access_token_id, access_token_issued_at, access_token_expires_at, access_token_scopes,
        user_agent, remote_address)
      values (
        p_successor, token.family_id, token.generation + 1, p_now, least(p_successor_expires_at, family.expires_at),
        p_access_token_id, p_access_token_issued_at, p_access_token_expires_at, coalesce(p_scopes, family.scopes),
        p_user_agent, p_remote_address)
      returning * into successor;
  elsif outcome = 'reuse' then
    perform end_session(family.session_id, p_now, p_journal_until, 'refresh_token_reuse', p_client_id);
  end if;
end
$$;

-- RFC 7009 2.1: a client revokes one of its refresh tokens; false where it has no such token.
create function revoke_refresh_token(
  p_token bytea, p_client_id text, p_now timestamptz, p_journal_until timestamptz)
returns boolean language plpgsql as $$
declare
  family refresh_families;
begin
  select f.* into family from refresh_tokens t join refresh_families f using (family_id)
    where t.token_hash = p_token and f.client_id = p_client_id;
  if not found then
    return false;
  end if;

  perform from sessions where session_id = family.session_id for no key update;
  perform revoke_family(family.family_id, p_now, p_journal_until, 'client_request', p_client_id);
  return true;
end
$$;
