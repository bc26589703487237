// The application that the openid-client scripts are: its registration, its person, and its authorization requests.

import * as client from 'openid-client';
import { Browser } from './browser.mjs';
import { answer } from './transcript.mjs';

const { ISSUER, USERNAME, PASSWORD, SCOPE, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI } = process.env;

/** The registration of a client, public where it has no secret. */
export const discover = (id, secret) =>
  client.discovery(new URL(ISSUER), id, undefined, secret ? client.ClientSecretBasic(secret) : client.None());

export const browser = new Browser(USERNAME, PASSWORD);
export const app = await discover(CLIENT_ID, CLIENT_SECRET);

async function request(parameters = {}, build = client.buildAuthorizationUrl) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const expectedNonce = client.randomNonce();
  const url = await build(app, {
    redirect_uri: REDIRECT_URI,
    scope: SCOPE,
    prompt: 'consent',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...parameters,
  });
  return { url, checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true } };
}

/** Sends the person through a request and exchanges its code; what is sent with the code stands in `token`. */
export async function authorize(step, parameters, { build, token, ...options } = {}) {
  const { url, checks } = await request(parameters, build);
  const callback = await browser.authorize(url, REDIRECT_URI);
  return answer(step, () => client.authorizationCodeGrant(app, callback, checks, token, options));
}
