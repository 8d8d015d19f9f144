import helmet from '@fastify/helmet';
import { fastify } from 'fastify';

/** Our pages load nothing from elsewhere and run no inline script. The editor sets styles by itself and starts workers. */
const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  workerSrc: ["'self'", 'blob:'],
  manifestSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

const yearSeconds = 31_536_000;

/** What helmet goes by. @param isTls whether this server itself ends TLS. */
function headerRules(isTls: boolean) {
  return {
    contentSecurityPolicy: { useDefaults: false, directives },
    // Where TLS ends in front of this server, that decides. Other hosts of the domain are not ours to speak for.
    strictTransportSecurity: isTls && { maxAge: yearSeconds, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' as const }, // the sign-in link holds a secret
    xFrameOptions: { action: 'deny' as const },
  };
}

/**
 * What helmet puts on every answer: asked of it once, because it makes everything anew for each request.
 * @param isTls whether this server itself ends TLS.
 */
export async function protectingHeaders(isTls: boolean): Promise<Readonly<Record<string, string>>> {
  const app = fastify();
  await app.register(helmet, headerRules(isTls));
  app.get('/', async (_request, reply) => reply.raw.getHeaders());
  const { body } = await app.inject('/');
  await app.close();
  return JSON.parse(body) as Readonly<Record<string, string>>;
}

/** The same for requests that the framework refuses before any hook runs. */
export function bareHeaders(isTls: boolean): Readonly<Record<string, string>> {
  const rules = Object.entries(directives).map(
    ([name, values]) => `${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${values.join(' ')}`,
  );
  return {
    'cache-control': 'no-store',
    'content-security-policy': rules.join(';'),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(isTls ? { 'strict-transport-security': `max-age=${yearSeconds}` } : {}),
  };
}
