// Drives an issuer with oauth4webapi, which shows the raw answers, and validates its access tokens as a resource server does.

import './clock.mjs';
import * as oauth from 'oauth4webapi';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import assert from 'node:assert/strict';
import { Browser } from './browser.mjs';
import { record, response } from './transcript.mjs';

const {
  ISSUER, USERNAME, PASSWORD, SCOPE, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI,
  RESOURCE_SERVER_ID, RESOURCE_SERVER_SECRET, WORKER_ID, WORKER_SECRET, WORKER_SCOPE, AUDIENCE,
} = process.env;
const issuer = new URL(ISSUER);
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer));
const app = { client_id: CLIENT_ID };
const asApp = CLIENT_SECRET ? oauth.ClientSecretBasic(CLIENT_SECRET) : oauth.None();

const verifier = oauth.generateRandomCodeVerifier();
const nonce = oauth.generateRandomNonce();
const state = oauth.generateRandomState();
const url = new URL(as.authorization_endpoint);
url.search = new URLSearchParams({
  client_id: CLIENT_ID, redirect_uri: REDIRECT_URI, response_type: 'code', scope: SCOPE, prompt: 'consent', state, nonce,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
}).toString();
const callback = await new Browser(USERNAME, PASSWORD).authorize(url, REDIRECT_URI);
record('authorization_response', [...callback.searchParams.keys()].sort().join(' '));
const code = oauth.validateAuthResponse(as, app, callback, state);

const redeem = (proof) => oauth.authorizationCodeGrantRequest(as, app, asApp, code, REDIRECT_URI, proof);
await response('wrong_verifier', redeem(oauth.generateRandomCodeVerifier()));
record('code_after_a_wrong_verifier', (await redeem(verifier)).status === 200 ? 'still good' : 'spent');

const second = new Browser(USERNAME, PASSWORD);
const again = oauth.validateAuthResponse(as, app, await second.authorize(url, REDIRECT_URI), state);
const redeemAgain = () => oauth.authorizationCodeGrantRequest(as, app, asApp, again, REDIRECT_URI, verifier);
const tokens = await oauth.processAuthorizationCodeResponse(
  as, app, await response('authorization_code', redeemAgain()), { expectedNonce: nonce, requireIdToken: true });
const claims = oauth.getValidatedIdTokenClaims(tokens);
await response('userinfo', oauth.userInfoRequest(as, app, tokens.access_token));
await response('userinfo_with_wrong_token', fetch(as.userinfo_endpoint, { headers: { authorization: 'Bearer not-a-token' } }));
await response('second_use_of_code', redeemAgain());
await response('userinfo_after_second_use', fetch(as.userinfo_endpoint, { headers: { authorization: `Bearer ${tokens.access_token}` } }));

const keys = createRemoteJWKSet(new URL(as.jwks_uri));
const idToken = await jwtVerify(tokens.id_token, keys, { issuer: ISSUER, audience: CLIENT_ID, algorithms: ['RS256'] });
assert.equal(idToken.payload.sub, claims.sub);
record('id_token_header', Object.keys(idToken.protectedHeader).sort().join(' '));

const worker = { client_id: WORKER_ID };
const asWorker = oauth.ClientSecretBasic(WORKER_SECRET);
const own = await oauth.processClientCredentialsResponse(as, worker, await response(
  'client_credentials', oauth.clientCredentialsGrantRequest(as, worker, asWorker, { scope: WORKER_SCOPE })));
const accessToken = await jwtVerify(own.access_token, keys, { issuer: ISSUER, audience: AUDIENCE, typ: 'at+jwt', algorithms: ['RS256'] });
record('access_token_header', Object.keys(accessToken.protectedHeader).sort().join(' '));
record('access_token', Object.keys(accessToken.payload).sort().join(' '));
const request = new Request('https://orders.example/', { headers: { authorization: `Bearer ${own.access_token}` } });
await oauth.validateJwtAccessToken(as, request, AUDIENCE);
await assert.rejects(oauth.validateJwtAccessToken(as, request, 'https://another.example'));

const basic = (id, secret) => ({ authorization: `Basic ${btoa(`${id}:${encodeURIComponent(secret)}`)}` });
const post = (endpoint, body, headers) => fetch(endpoint, { method: 'POST', body: new URLSearchParams(body), headers });
const ofWorker = basic(WORKER_ID, WORKER_SECRET);
await response('missing_grant_type', post(as.token_endpoint, {}, ofWorker));
await response('no_client', post(as.token_endpoint, { grant_type: 'client_credentials' }));
await response('json_body', fetch(as.token_endpoint, { method: 'POST', body: '{}', headers: { ...ofWorker, 'content-type': 'application/json' } }));
await response('two_methods', post(as.token_endpoint, { grant_type: 'client_credentials', client_secret: WORKER_SECRET }, ofWorker));
await response('another_client_beside_basic', post(as.token_endpoint, { grant_type: 'client_credentials', client_id: CLIENT_ID }, ofWorker));
await response('repeated_parameter', post(
  as.token_endpoint, [['grant_type', 'client_credentials'], ['scope', WORKER_SCOPE], ['scope', WORKER_SCOPE]], ofWorker));
await response('refresh_without_token', post(as.token_endpoint, { grant_type: 'refresh_token' }, basic(CLIENT_ID, CLIENT_SECRET)));
await response('code_without_verifier', post(
  as.token_endpoint, { grant_type: 'authorization_code', code: 'unknown', redirect_uri: REDIRECT_URI }, basic(CLIENT_ID, CLIENT_SECRET)));

const asker = { client_id: RESOURCE_SERVER_ID };
const asAsker = oauth.ClientSecretBasic(RESOURCE_SERVER_SECRET);
await response('introspection', oauth.introspectionRequest(as, asker, asAsker, own.access_token));
await response('introspection_without_client', post(as.introspection_endpoint, { token: own.access_token }));
await response('introspection_without_token', post(as.introspection_endpoint, {}, basic(RESOURCE_SERVER_ID, RESOURCE_SERVER_SECRET)));
await response('revocation_of_nothing', oauth.revocationRequest(as, app, asApp, 'not-a-token'));
await response('revocation_without_token', post(as.revocation_endpoint, {}, basic(CLIENT_ID, CLIENT_SECRET)));
await response('revocation_without_client', post(as.revocation_endpoint, { token: 'not-a-token' }));
