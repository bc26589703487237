-- Spends an authorization code and starts its refresh family; a second use revokes what the first issued (RFC 6749 4.1.2).
create function redeem_authorization_code(
  p_code bytea,
  p_family_id uuid, p_family_expires_at timestamptz,
  p_refresh_token bytea, p_refresh_token_expires_at timestamptz,
  p_access_token_id uuid, p_access_token_issued_at timestamptz, p_access_token_expires_at timestamptz,
  p_device_id text, p_user_agent text, p_remote_address text,
  p_now timestamptz, p_journal_until timestamptz)
returns text language plpgsql as $$
declare
  code authorization_codes;
  session sessions;
begin
  select * into code from authorization_codes where code_hash = p_code;
  if not found then
    return 'unknown_or_expired';
  end if;

  -- A revocation of the whole client holds this lock alone: it sees this family, or this code no more.
  perform pg_advisory_xact_lock_shared(hashtextextended('client_id:' || code.client_id, 0));
  select * into code from authorization_codes where code_hash = p_code for update;
  select * into session from sessions where session_id = code.session_id for no key update;

  if code.family_id is not null then
    perform revoke_family(code.family_id, p_now, p_journal_until, 'code_reuse', code.client_id);
    return 'already_redeemed';
  end if;

  if code.code_hash is null or code.expires_at <= p_now or session.ended_at is not null then
    return 'unknown_or_expired';
  end if;

  insert into refresh_families (
      family_id, client_id, subject_id, session_id, device_id, authenticated_at, scopes, created_at, expires_at,
      first_access_token_id, first_access_token_expires_at)
    values (
      p_family_id, code.client_id, code.subject_id, code.session_id, p_device_id, code.authenticated_at, code.scopes,
      p_now, p_family_expires_at, p_access_token_id, p_access_token_expires_at);

  if p_refresh_token is not null then
    insert into refresh_tokens (
        token_hash, family_id, generation, created_at, expires_at,
        access_token_id, access_token_issued_at, access_token_expires_at, access_token_scopes,
        user_agent, remote_address)
      values (
        p_refresh_token, p_family_id, 0, p_now, least(p_refresh_token_expires_at, p_family_expires_at),
        p_access_token_id, p_access_token_issued_at, p_access_token_expires_at, code.scopes,
        p_user_agent, p_remote_address);
  end if;

  update authorization_codes set family_id = p_family_id where code_hash = p_code;
  return 'redeemed';
end
$$;
