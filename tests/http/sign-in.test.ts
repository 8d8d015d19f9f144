import { beforeAll, expect, test } from 'vitest';
import { openSessions } from '../../server/store/sessions.ts';
import { testDatabase } from '../support/database.ts';
import { codeOf, cookieOf, openLink, read, type TestServer, testServer } from './serving.ts';

const dayMs = 86_400_000;
let server: TestServer;
let freshLink: (role?: string, name?: string) => Promise<string>;

beforeAll(async () => {
  server = await testServer();
  const sessions = openSessions(await testDatabase({ url: server.databaseUrl }));
  freshLink = async (role = 'ADMIN', name) =>
    `${server.url}/sign-in?token=${await sessions.createSignIn(role, Date.now(), name)}`;
});

async function roleOf(headers: Readonly<Record<string, string>>): Promise<unknown> {
  const answer = await read(server.ask('{ viewer { role name } }', headers));
  return answer.data?.viewer ?? codeOf(answer);
}

test('the link that the start prints signs a browser in as administrator', async () => {
  const answer = await openLink(server.signInUrl);
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  expect(await roleOf(cookieOf(answer))).toEqual({ role: 'ADMIN', name: 'Administrator' });
});

test('a link works once', async () => {
  const link = await freshLink();
  expect((await openLink(link)).status).toBe(303);
  const again = await openLink(link);
  expect([again.status, again.headers.get('set-cookie')]).toEqual([401, null]);
  expect(await again.text()).toContain('npm run ecx -- sign-in');
});

test('of twenty that open a link at once, one is signed in', async () => {
  const link = await freshLink();
  const answers = await Promise.all(Array.from({ length: 20 }, () => openLink(link)));
  expect(answers.filter((answer) => answer.status === 303)).toHaveLength(1);
});

test('who is signed in already goes on from a used link without a new session', async () => {
  const link = await freshLink();
  const cookie = cookieOf(await openLink(link));
  const again = await openLink(link, cookie);
  expect([again.status, again.headers.get('location'), again.headers.get('set-cookie')]).toEqual([303, '/', null]);
});

test('the session cookie is out of reach for scripts and other sites and lasts 30 days', async () => {
  const answer = await openLink(await freshLink());
  expect(answer.headers.get('set-cookie')).toMatch(/^ecx_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000$/);
  const behindTls = await openLink(await freshLink(), { 'x-forwarded-proto': 'https' });
  expect(behindTls.headers.get('set-cookie')).toMatch(/; Secure$/);
});

test.each([
  ['a HEAD request', { method: 'HEAD' }],
  ['a browser that loads ahead', { headers: { accept: 'text/html', 'sec-purpose': 'prefetch;prerender' } }],
  ['the preview of a chat', { headers: { accept: '*/*', 'user-agent': 'Slackbot-LinkExpanding 1.0' } }],
  ['a program that wants an image', { headers: { accept: 'image/avif,image/webp' } }],
] as const)('%s does not use a link up', async (_what, request) => {
  const link = await freshLink();
  const look = await fetch(link, { redirect: 'manual', ...request });
  expect([look.status, look.headers.get('set-cookie')]).toEqual([200, null]);
  expect((await openLink(link)).status).toBe(303);
});

test('what a preview sees lets a person sign in with one button', async () => {
  const link = await freshLink();
  const page = await (await fetch(link, { headers: { 'user-agent': 'WhatsApp/2' } })).text();
  expect(page).toContain('<button type="submit">Sign in</button>');
  expect((await openLink(`${link}&confirm=yes`, { 'user-agent': 'WhatsApp/2' })).status).toBe(303);
});

test('a link gives the role it was made for, and an unknown role none', async () => {
  expect(await roleOf(cookieOf(await openLink(await freshLink('ANALYST'))))).toEqual({ role: 'ANALYST', name: 'Analyst' });
  const forged = await openLink(await freshLink('OWNER'));
  expect([forged.status, forged.headers.get('set-cookie')]).toEqual([401, null]);
});

test('the name of a link is kept with the session, and two of a role are two people', async () => {
  const [anna, ben] = [await freshLink('MANAGER', 'Anna'), await freshLink('MANAGER', 'Ben')];
  expect(await roleOf(cookieOf(await openLink(anna)))).toEqual({ role: 'MANAGER', name: 'Anna' });
  expect(await roleOf(cookieOf(await openLink(ben)))).toEqual({ role: 'MANAGER', name: 'Ben' });
});

test('what somebody does is listed under their name', async () => {
  const anna = cookieOf(await openLink(await freshLink('ADMIN', 'Anna')));
  const made = await read(
    server.ask('mutation { createApiKey(name: "Till", role: ANALYST) { apiKey { createdBy } } }', {
      ...anna,
      origin: server.url,
    }),
  );
  expect(made.data).toEqual({ createApiKey: { apiKey: { createdBy: 'Anna' } } });
});

test('signing out ends the session and clears the cookie', async () => {
  const cookie = cookieOf(await openLink(await freshLink()));
  const out = await fetch(`${server.url}/sign-out`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...cookie, 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect([out.status, out.headers.get('location')]).toEqual([303, '/sign-in']);
  expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
  expect(await roleOf(cookie)).toBe('UNAUTHENTICATED');
});

test('a look at /sign-out ends nothing', async () => {
  const cookie = cookieOf(await openLink(await freshLink()));
  expect((await openLink(`${server.url}/sign-out`, cookie)).status).toBe(200);
  expect(await roleOf(cookie)).toEqual({ role: 'ADMIN', name: 'Administrator' });
});

test.each(['', '?token=', '?token=a%00b', '?token=%3Cscript%3E', '?token=x&token=y', `?token=${'a'.repeat(5000)}`])(
  'the address /sign-in%s answers a page and signs nobody in',
  async (search) => {
    const answer = await openLink(`${server.url}/sign-in${search}`);
    expect([200, 401]).toContain(answer.status);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await answer.text()).not.toContain('<script>');
  },
);

test('only digests of links and sessions are kept', async () => {
  const link = await freshLink();
  const { cookie } = cookieOf(await openLink(link));
  const db = await testDatabase({ url: server.databaseUrl });
  const kept = JSON.stringify(await db.run('test_secrets', 'select * from sign_in_tokens, sessions', []));
  expect(kept).not.toContain(new URL(link).searchParams.get('token'));
  expect(kept).not.toContain(cookie.split('=')[1]);
});

test('a link is refused after 24 hours and a session after 30 days', async () => {
  const [early, late] = [await freshLink(), await freshLink()];
  server.wait(dayMs - 60_000);
  const session = cookieOf(await openLink(early));
  server.wait(120_000);
  expect((await openLink(late)).status).toBe(401);
  server.wait(30 * dayMs - 180_000);
  expect(await roleOf(session)).toEqual({ role: 'ADMIN', name: 'Administrator' });
  server.wait(180_000);
  expect(await roleOf(session)).toBe('UNAUTHENTICATED');
});
