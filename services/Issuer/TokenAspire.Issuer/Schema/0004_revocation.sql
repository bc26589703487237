-- Locks are always taken in this order, so that no two transactions wait for each other:
-- the client's or subject's advisory lock, the code, the session, the family.

-- Ends a login session: its cookie, codes and refresh families die with the row, its access tokens with the sid.
-- The caller holds the session's row lock or takes it here first.
create function end_session(
  p_session_id uuid, p_now timestamptz, p_journal_until timestamptz, p_reason text, p_actor text)
returns void language plpgsql as $$
begin
  update sessions set ended_at = p_now, ended_reason = p_reason
    where session_id = p_session_id and ended_at is null;
  update refresh_families set revoked_at = p_now, revoked_reason = p_reason
    where session_id = p_session_id and revoked_at is null;
  insert into revocation_journal (kind, value, revoked_at, expires_at, reason, actor)
    values ('sid', p_session_id::text, p_now, p_journal_until, p_reason, p_actor);
end
$$;

-- Ends one refresh family and journals the access tokens that are still good. The caller holds the session's row lock.
create function revoke_family(
  p_family_id uuid, p_now timestamptz, p_journal_until timestamptz, p_reason text, p_actor text)
returns void language plpgsql as $$
begin
  update refresh_families set revoked_at = p_now, revoked_reason = p_reason
    where family_id = p_family_id and revoked_at is null;
  if not found then
    return;
  end if;

  insert into revocation_journal (kind, value, revoked_at, expires_at, reason, actor)
    select 'jti', issued.id::text, p_now, greatest(p_journal_until, issued.ends), p_reason, p_actor
      from (
        select first_access_token_id as id, first_access_token_expires_at as ends
          from refresh_families where family_id = p_family_id
        union
        select access_token_id, access_token_expires_at
          from refresh_tokens where family_id = p_family_id
      ) as issued
      where issued.ends > p_now - interval '1 minute'; -- verifiers' clocks may be half a minute behind
end
$$;
