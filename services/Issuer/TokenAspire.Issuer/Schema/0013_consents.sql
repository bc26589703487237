-- What people have let clients do, until they withdraw it.
create table consents (
  subject_id uuid not null references users on delete cascade,
  client_id text not null,
  scopes text[] not null,
  given_at timestamptz not null,
  primary key (subject_id, client_id)
);

-- Remembers a yes, beside what was consented to before.
create function give_consent(p_subject_id uuid, p_client_id text, p_scopes text[], p_now timestamptz)
returns void language sql as $$
  insert into consents as given (subject_id, client_id, scopes, given_at) values (p_subject_id, p_client_id, p_scopes, p_now)
    on conflict (subject_id, client_id) do update set given_at = p_now,
      scopes = array(select unnest(given.scopes) union select unnest(p_scopes))
$$;

-- Withdraws a consent and ends what the client holds of that person; false where there was none.
-- Locks in the order of 0004_revocation.sql, with the consent between the client's advisory lock and the code. Whoever
-- stores a code by a consent holds the consent's row lock until the code is there: it is found here, or is never stored.
create function withdraw_consent(p_subject_id uuid, p_client_id text, p_now timestamptz, p_journal_until timestamptz)
returns boolean language plpgsql as $$
declare
  family uuid;
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('client_id:' || p_client_id, 0));
  delete from consents where subject_id = p_subject_id and client_id = p_client_id;
  if not found then
    return false;
  end if;

  -- A code that is just being redeemed holds its row lock; once it lets go its family is seen below.
  perform from authorization_codes
    where client_id = p_client_id and subject_id = p_subject_id and family_id is null order by code_hash for update;
  delete from authorization_codes where client_id = p_client_id and subject_id = p_subject_id and family_id is null;

  perform from sessions where subject_id = p_subject_id order by session_id for no key update;
  for family in
    select family_id from refresh_families f join sessions s using (session_id)
      where s.subject_id = p_subject_id and f.client_id = p_client_id and f.revoked_at is null
  loop
    perform revoke_family(family, p_now, p_journal_until, 'consent_withdrawn', p_subject_id::text);
  end loop;
  return true;
end
$$;
