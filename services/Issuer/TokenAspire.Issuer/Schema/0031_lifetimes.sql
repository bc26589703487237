-- The access-token lifetimes that issuers of this database have been configured with, and until when tokens of each may
-- be about: a shorter setting does not shorten what was issued before, and an older issuer may still run beside.
create table access_token_lifetimes (
  lifetime interval primary key,
  outstanding_until timestamptz not null
);

-- A revocation is remembered until the last token that it refuses has expired everywhere.
create function extend_revocation() returns trigger language plpgsql as $$
begin
  -- Half a minute more: verifiers' clocks may be that far behind.
  new.expires_at := greatest(new.expires_at, (
    select max(least(outstanding_until, new.revoked_at + lifetime)) + interval '30 seconds'
      from access_token_lifetimes where outstanding_until > new.revoked_at));
  return new;
end
$$;

create trigger revocation_journal_horizon before insert on revocation_journal
  for each row execute function extend_revocation();
