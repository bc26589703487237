// Logs a person in with passport-openidconnect. It knows nothing of PKCE, which this issuer requires, so the challenge and
// its verifier are added where the library is made to be extended.

import './clock.mjs';
import { createHash, randomBytes } from 'node:crypto';
import Strategy from 'passport-openidconnect';
import { Browser } from './browser.mjs';
import { record } from './transcript.mjs';

const { ISSUER, USERNAME, PASSWORD, POST_CLIENT_ID, POST_CLIENT_SECRET, POST_REDIRECT_URI } = process.env;
const metadata = await (await fetch(`${ISSUER}/.well-known/openid-configuration`)).json();
const verifier = randomBytes(32).toString('base64url');

class PkceStrategy extends Strategy {
  constructor(options, verify) {
    super(options, verify);
    const redeem = this._oauth2.getOAuthAccessToken.bind(this._oauth2);
    this._oauth2.getOAuthAccessToken = (code, parameters, done) => redeem(code, { ...parameters, code_verifier: verifier }, done);
  }

  authorizationParams() {
    return { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };
  }
}

const strategy = new PkceStrategy({
  issuer: ISSUER,
  authorizationURL: metadata.authorization_endpoint,
  tokenURL: metadata.token_endpoint,
  userInfoURL: metadata.userinfo_endpoint,
  clientID: POST_CLIENT_ID,
  clientSecret: POST_CLIENT_SECRET,
  callbackURL: POST_REDIRECT_URI,
  scope: 'profile',
  nonce: true,
  skipUserProfile: false,
}, (issuer, profile, done) => done(null, profile));

const session = {};
const authenticate = (query) => new Promise((resolve, reject) => {
  strategy.redirect = (url) => resolve({ url });
  strategy.success = (user) => resolve({ user });
  strategy.fail = (challenge) => reject(new Error(challenge.message));
  strategy.error = reject;
  strategy.authenticate({ query, session }, {});
});

const { url } = await authenticate({});
const callback = await new Browser(USERNAME, PASSWORD).authorize(url, POST_REDIRECT_URI);
const { user } = await authenticate(Object.fromEntries(callback.searchParams));
record('profile', Object.keys(user).filter((name) => !name.startsWith('_') && user[name] !== undefined).sort().join(' '));
await authenticate(Object.fromEntries(callback.searchParams)).then(
  () => record('second_callback', 'accepted'), () => record('second_callback', 'refused'));
