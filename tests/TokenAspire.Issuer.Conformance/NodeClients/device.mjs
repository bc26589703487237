// Connects a device with openid-client (RFC 8628), and the person who approves it.

import './clock.mjs';
import * as client from 'openid-client';
import { browser, discover } from './application.mjs';
import { answer } from './transcript.mjs';

const { DEVICE_ID, SCOPE, WORKER_ID, WORKER_SECRET } = process.env;
const device = await discover(DEVICE_ID);
const ask = (step, parameters = { scope: SCOPE }) => answer(step, () => client.initiateDeviceAuthorization(device, parameters));
const poll = (step, code) => answer(
  step, () => client.genericGrantRequest(device, 'urn:ietf:params:oauth:grant-type:device_code', { device_code: code }));

const asked = await ask('device_authorization');
await poll('not_decided_yet', asked.device_code);
await poll('asked_too_early', asked.device_code);
await browser.refuse(asked.verification_uri_complete);
await poll('refused', asked.device_code);

// The first poll of the library, without the wait before it.
const approved = await ask('second_device_authorization');
await browser.finish(approved.verification_uri_complete);
const tokens = await answer('approved', () => client.pollDeviceAuthorizationGrant(device, { ...approved, interval: 0 }));
await answer('userinfo', () => client.fetchUserInfo(device, tokens.access_token, tokens.claims().sub));
await answer('refresh_token', () => client.refreshTokenGrant(device, tokens.refresh_token));
await poll('second_use', approved.device_code);
await answer('userinfo_after_second_use', () => client.fetchUserInfo(device, tokens.access_token, tokens.claims().sub));

await poll('unknown_device_code', 'not-a-code');
await ask('unknown_scope', { scope: `${SCOPE} unknown` });
const worker = await discover(WORKER_ID, WORKER_SECRET);
await answer('device_authorization_of_worker', () => client.initiateDeviceAuthorization(worker, { scope: SCOPE }));
