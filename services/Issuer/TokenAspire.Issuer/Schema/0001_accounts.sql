-- People. ASP.NET Core Identity writes these rows; the token path only reads them.
create table users (
  id uuid primary key,
  user_name text not null,
  normalized_user_name text not null unique,
  display_name text not null,
  tenant_id text not null,
  password_hash text not null,
  security_stamp text not null,
  concurrency_stamp text not null,
  lockout_enabled boolean not null,
  lockout_end timestamptz,
  access_failed_count integer not null,
  -- Set by an operator: no login and no token. A lockout after wrong passwords is not that; else
  -- anybody could stop a person's refreshes by guessing at their password.
  disabled_at timestamptz
);

create table user_roles (
  user_id uuid not null references users on delete cascade,
  role text not null,
  primary key (user_id, role)
);

-- One login on one user agent: the sid claim of all that is issued from it. An ended session takes
-- its cookie, its codes and its refresh families with it.
create table sessions (
  session_id uuid primary key,
  subject_id uuid not null references users on delete cascade,
  created_at timestamptz not null,
  authenticated_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_reason text,
  user_agent text,
  remote_address text
);

create index sessions_by_subject on sessions (subject_id, created_at desc);
create index sessions_by_end on sessions (expires_at);
