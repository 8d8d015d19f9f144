/** Pages that need no script: where to get a sign-in link, and what became of one. */

const style = `
:root { color-scheme: light dark; --ink: #12201e; --soft: #4a5b58; --ground: #f3f7f6; --card: #fff; --line: #d5e0dd; --accent: #0f766e; --on: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8f1ef; --soft: #a3b5b1; --ground: #0c1413; --card: #14201e; --line: #2a3a37; --accent: #2dd4bf; --on: #06221e; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--ground); color: var(--ink);
  font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: 100%; max-width: 34rem; background: var(--card); border: 1px solid var(--line); border-radius: 16px; padding: 32px; }
header { display: flex; align-items: center; gap: 12px; margin-bottom: 20px; color: var(--soft); font-size: 14px; font-weight: 600; }
header svg { width: 36px; height: 36px; flex: none; }
h1 { margin: 0 0 8px; font-size: 26px; line-height: 1.25; letter-spacing: -0.01em; }
p { margin: 0 0 16px; }
.soft { color: var(--soft); font-size: 14px; margin-bottom: 0; }
pre { margin: 0 0 16px; padding: 12px 16px; overflow-x: auto; border-radius: 10px; background: var(--ground); border: 1px solid var(--line); }
code { font: 14px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
button { border: 0; border-radius: 10px; padding: 10px 20px; background: var(--accent); color: var(--on); font: inherit; font-weight: 600; cursor: pointer; }
button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
a { color: var(--accent); }
`;

const mark = `<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#0f766e"/><path d="M6 17h5l3-7 4 13 3-6h5" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
const icon = `data:image/svg+xml,${encodeURIComponent(mark.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" '))}`;

/** @param body trusted HTML; texts from outside go through `escaped` before. */
function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Enhanced Customer Experience</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
<main>
<header>${mark}<span>Enhanced Customer Experience</span></header>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

const howTo = `<p>Print a fresh sign-in link on the machine that runs this server, then open it here:</p>
<pre><code>npm run ecx -- sign-in</code></pre>
<p class="soft">A link works once, for 24 hours, and keeps this browser signed in for 30 days. Programs use a key instead:
<code>npm run ecx -- key create --role ANALYST</code>, sent as <code>Authorization: Bearer …</code> to <code>/graphql</code>.</p>`;

/** Where to get a link. */
export const signInPage = page('Sign in', howTo);

/** The link is used up, expired or mistyped: which of them is nobody's business. */
export const spentLinkPage = page(
  'This link does not work any more',
  `<p>It was used before, it is older than 24 hours, or a part of it is missing.</p>${howTo}`,
);

/** Too many wrong links from here. */
export const waitPage = page(
  'Too many tries',
  '<p>Too many wrong links or keys came from this address. Wait a minute, then try again.</p>',
);

/** The database is away: the link was not used up. */
export const laterPage = page(
  'Not just now',
  '<p>The database does not answer at the moment. The link stays good: try it again in a few seconds.</p>',
);

/** What a link preview sees: it must not use up the link, so a person confirms. */
export function confirmPage(token: string): string {
  return page(
    'Sign in',
    `<p>This link signs this browser in, once.</p>
<form method="get" action="/sign-in">
<input type="hidden" name="token" value="${escaped(token)}">
<input type="hidden" name="confirm" value="yes">
<button type="submit">Sign in</button>
</form>`,
  );
}

/** Asks before signing out, so that a link of another site cannot do it. */
export const signOutPage = page(
  'Sign out',
  `<p>This ends the session of this browser.</p><form method="post" action="/sign-out"><button type="submit">Sign out</button></form>`,
);

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
