// Tokens for the resource that is named (RFC 8707), and in exchange for a person's token (RFC 8693), with openid-client.

import './clock.mjs';
import * as client from 'openid-client';
import { decodeJwt } from 'jose';
import { app, authorize, discover } from './application.mjs';
import { answer, record } from './transcript.mjs';

const { RESOURCE, WORKER_ID, WORKER_SECRET, WORKER_SCOPE, DELEGATE_ID, DELEGATE_SECRET } = process.env;
const scope = `openid offline_access ${WORKER_SCOPE}`;
const claims = (token) => (token?.includes('.') ? decodeJwt(token) : {});
const audience = (step, tokens) => record(`${step}_is_for`, [claims(tokens?.access_token).aud].flat().join(' '));

const named = await authorize('resource_of_authorization', { scope, resource: RESOURCE });
audience('resource_of_authorization', named);
record('access_token', Object.keys(claims(named.access_token)).sort().join(' '));
audience('refresh', await answer('refresh', () => client.refreshTokenGrant(app, named.refresh_token)));
const narrowed = await authorize('resource_of_token_request', { scope, resource: RESOURCE }, { token: { resource: RESOURCE } });
audience('resource_of_token_request', narrowed);
audience('refresh_with_resource', await answer(
  'refresh_with_resource', () => client.refreshTokenGrant(app, narrowed.refresh_token, { resource: RESOURCE })));
await authorize('unknown_resource', { scope, resource: 'https://unknown.example/' });
await authorize('relative_resource', { scope, resource: '/orders' });

const worker = await discover(WORKER_ID, WORKER_SECRET);
const forWorker = (resource) => client.clientCredentialsGrant(worker, { scope: WORKER_SCOPE, resource });
audience('resource_of_client', await answer('resource_of_client', () => forWorker(RESOURCE)));
await answer('unknown_resource_of_client', () => forWorker('https://unknown.example/'));

const delegate = await discover(DELEGATE_ID, DELEGATE_SECRET);
const exchange = (step, parameters) => answer(
  step, () => client.genericGrantRequest(delegate, 'urn:ietf:params:oauth:grant-type:token-exchange', parameters));
const subject = { subject_token: named.access_token, subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' };
const exchanged = await exchange('token_exchange', subject);
if (exchanged) record('exchanged_token', Object.keys(claims(exchanged.access_token)).sort().join(' '));
await exchange('exchange_of_nothing', { ...subject, subject_token: 'not-a-token' });
await exchange('exchange_without_subject', {});
await exchange('exchange_for_more_scope', { ...subject, scope: 'orders:write' });
await answer('token_revocation', () => client.tokenRevocation(app, named.access_token));
await exchange('exchange_of_revoked_token', subject);
