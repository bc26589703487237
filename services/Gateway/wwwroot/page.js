// The page of the gateway. It has no token and never sees one: every call goes out with the session cookie, and with the
// header that tells this page from another site's.

const OWN_PAGE = { 'X-CSRF': '1' };
const LONGEST_LOG = 20;

// What a refusal's reason means to the person in front of the page.
const WORDS = {
  revoked_session: 'This session was ended. Nothing that was issued in it is accepted any more.',
  revoked_token: 'This access token was revoked.',
  revoked_subject: 'All your sessions were ended.',
  revoked_client: 'This application\'s sessions were ended.',
  revocation_unavailable: 'Whether the session is still good cannot be told at the moment.',
  keys_unavailable: 'The token cannot be verified at the moment.',
  expired: 'The access token has expired.',
  session_expired: 'The session has expired; log in again.',
  session_ended: 'The session has ended; log in again.',
  session_unknown: 'The session is not known here; log in again.',
  issuer_unavailable: 'The issuer does not answer at the moment; try again in a little while.',
  cross_site: 'The call did not come from this page.',
  insufficient_scope: 'This session was not granted that. Log out, log in again, and it may be.',
};

const element = id => document.getElementById(id);
let traceUrl = null;

function make(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  return made;
}

const inTime = moment => new Date(moment).toLocaleString();

function notify(text, bad = false) {
  const notice = element('notice');
  notice.textContent = text;
  notice.classList.toggle('bad', bad);
  notice.hidden = text === '';
}

// W3C Trace Context Level 2: traceresponse is version-traceid-spanid-flags.
const traceOf = response => response.headers.get('traceresponse')?.split('-')[1] ?? null;

function inWords(status, problem) {
  if (status < 400) return `${status}`;
  const reason = problem?.reason ?? problem?.error;
  return `${status} ${reason ? `${reason}: ${WORDS[reason] ?? problem.title}` : problem?.detail ?? problem?.title ?? ''}`.trim();
}

function record(method, path, response, words) {
  const row = document.createElement('tr');
  row.append(make('td', `${method} ${path}`), make('td', words, { class: response.ok ? 'good' : 'bad' }));
  const trace = traceOf(response);
  const cell = make('td', '');
  if (trace && traceUrl) {
    cell.append(make('a', trace, { href: traceUrl.replace('{traceId}', trace), target: '_blank', rel: 'noopener' }));
  } else if (trace) {
    cell.append(make('code', trace));
  }
  row.append(cell);
  const rows = element('calls').tBodies[0];
  rows.prepend(row);
  while (rows.rows.length > LONGEST_LOG) rows.deleteRow(-1);
}

// Calls the gateway; what it answers, if only with nothing. Null where it refused: the reason is then on the page.
async function call(method, path, body) {
  const headers = body === undefined ? OWN_PAGE : { ...OWN_PAGE, 'Content-Type': 'application/json' };
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store' });
  } catch {
    notify('The gateway cannot be reached.', true);
    return null;
  }
  const content = response.headers.get('content-type')?.includes('json') ? await response.json() : null;
  const words = inWords(response.status, content);
  record(method, path, response, words);
  if (response.ok) return content ?? { status: response.status };

  // Without a reason nobody was logged in to begin with.
  if (response.status !== 401 || content?.reason) notify(WORDS[content?.reason] ?? words, true);
  if (response.status === 401) showLoggedOut();
  return null;
}

function showLoggedOut() {
  element('account').hidden = true;
  element('shop').hidden = true;
  element('welcome').hidden = false;
}

function showUser(user) {
  traceUrl = user.trace_url;
  element('user-name').textContent = user.preferred_username ?? user.name ?? user.sub;
  element('sessions').href = user.sessions_url;
  const facts = {
    Name: user.name,
    Tenant: user.tenant_id,
    Roles: user.roles.join(', '),
    Session: user.sid,
    'Logged in until': inTime(user.session_expires_at),
  };
  element('who').replaceChildren(...Object.entries(facts).filter(([, value]) => value).flatMap(([name, value]) => [make('dt', name), make('dd', value)]));
  element('welcome').hidden = true;
  element('account').hidden = false;
  element('shop').hidden = false;
}

async function listOrders() {
  const orders = await call('GET', '/api/orders');
  if (!orders) return;
  element('orders').tBodies[0].replaceChildren(...orders.map(order => {
    const row = document.createElement('tr');
    row.append(make('td', order.sku), make('td', order.quantity), make('td', order.status), make('td', inTime(order.placedAt)));
    return row;
  }));
  element('orders').hidden = orders.length === 0;
  element('no-orders').hidden = orders.length > 0;
}

// The same token at every service: each says whose it is and what it hashes to.
async function followToken() {
  const first = await call('GET', '/api/orders/identity');
  if (!first) return;
  const hops = [];
  for (let hop = first; hop; hop = hop.downstream) hops.push(hop);
  const same = hops.every(hop => hop.tokenSha256 === first.tokenSha256);
  element('hops').replaceChildren(...['gateway', ...hops.map(hop => hop.service)].map(name => make('li', name)));
  notify(same ? 'The order has passed all services, each with the same token.' : 'The services have not seen the same token.', !same);
}

async function placeOrder(form) {
  const placed = await call('POST', '/api/orders', { sku: form.get('sku'), quantity: Number(form.get('quantity')) });
  if (!placed) return;
  await followToken();
  await listOrders();
}

// Where the person is logged in, this browser first, as the issuer knows it. False where it could not be told.
async function listSessions() {
  const sessions = await call('GET', '/bff/sessions');
  if (!sessions) return false;
  element('login-sessions').tBodies[0].replaceChildren(...sessions.map(sessionRow));
  element('login-sessions').hidden = sessions.length === 0;
  return true;
}

function sessionRow(session) {
  const device = make('th', session.device, { scope: 'row', id: `session-${session.sid}` });
  if (session.current) device.append(' ', make('span', 'this browser', { class: 'mark' }));
  device.append(make('p', [session.address ?? 'address unknown', ...session.applications].join(' · '), { class: 'hint' }));
  const used = make('td', inTime(session.last_seen_at));
  used.append(make('p', `logged in ${inTime(session.created_at)}`, { class: 'hint' }));
  const button = make('button', 'End session', { type: 'button', class: 'quiet', 'aria-describedby': device.id });
  button.addEventListener('click', () => endSession(session, button));
  const end = make('td', '');
  end.append(button);
  const row = document.createElement('tr');
  row.append(device, used, end);
  return row;
}

// This browser's own session is not listed again: that would be the next call, which is for the person to make.
async function endSession(session, button) {
  button.disabled = true;
  notify('');
  const ended = await call('DELETE', `/bff/sessions/${session.sid}`);
  const effect = ended?.status === 202 ? 'Some services will know as soon as they can be reached.' : 'Its next call is refused.';
  if (!ended) {
    button.disabled = false;
  } else if (session.current) {
    button.replaceWith('ended');
    notify(`The session in this browser has ended. ${effect}`);
    element('call-again').focus();
  } else if (await listSessions()) {
    notify(`The session on ${session.device} has ended. ${effect}`);
    element('sessions-title').focus();
  }
}

async function logOut() {
  const answer = await call('POST', '/bff/logout');
  if (answer) location.assign(answer.next);
}

// One at a time, and the button shows it.
function onClick(id, work) {
  const button = element(id);
  button.addEventListener('click', async () => {
    button.disabled = true;
    notify('');
    await work();
    button.disabled = false;
  });
}

element('order').addEventListener('submit', async event => {
  event.preventDefault();
  const button = event.submitter ?? event.target.querySelector('button');
  button.disabled = true;
  notify('');
  await placeOrder(new FormData(event.target));
  button.disabled = false;
});
onClick('list-orders', listOrders);
onClick('list-sessions', listSessions);
onClick('call-again', listOrders);
onClick('log-out', logOut);

const user = await call('GET', '/bff/user');
if (user) {
  showUser(user);
  await listOrders();
  await listSessions();
}
