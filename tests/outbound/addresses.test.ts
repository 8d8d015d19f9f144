import { describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../server/outbound/addresses.ts';
import { allowedHosts, targetFault } from '../../server/outbound/target.ts';

describe('an address', () => {
  test.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2002:7f00:1::',
    '3fff::1',
    '',
    'localhost',
    '127.1',
  ])('%s is nobody on the internet', (address) => expect(isPublicAddress(address)).toBe(false));

  test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450:4001::1'])(
    '%s is somebody',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
});

describe('where a webhook leads', () => {
  const fault = (url: string, allowed = '') => targetFault(url, allowedHosts(allowed));

  test.each([
    'https://example.com/hook',
    'https://example.com:8443/hook?token=1',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
  ])('%s is fine', (url) => expect(fault(url)).toBeNull());

  test.each([
    ['http://example.com/', 'expected https, got http'],
    ['ftp://example.com/', 'expected https, got ftp'],
    ['example.com/hook', 'expected a web address'],
    ['https://user:secret@example.com/', 'expected no user name'],
    ['https://example.com:22/', 'expected port 443'],
    ['https://example.com:5432/', 'expected port 443'],
    ['https://localhost/', 'on the public internet'],
    ['https://receiver.local/', 'on the public internet'],
    ['https://metadata.google.internal/', 'on the public internet'],
    ['https://receiver/', 'on the public internet'],
    ['https://127.0.0.1/', 'on the public internet'],
    ['https://2130706433/', 'on the public internet'],
    ['https://0x7f000001/', 'on the public internet'],
    ['https://0177.0.0.1/', 'on the public internet'],
    ['https://127.1/', 'on the public internet'],
    ['https://①②⑦.0.0.1/', 'on the public internet'],
    ['https://169.254.169.254/latest/meta-data', 'on the public internet'],
    ['https://[::1]/', 'on the public internet'],
    ['https://[::ffff:10.0.0.1]/', 'on the public internet'],
    ['https://[::ffff:a00:1]/', 'on the public internet'],
    ['https://[fd00:ec2::254]/', 'on the public internet'],
    [`https://example.com/${'a'.repeat(2_000)}`, 'at most 2000 characters'],
  ])('%s is refused', (url, words) => expect(fault(url)).toContain(words));

  test('the setting names hosts that may be private, on any port and without encryption', () => {
    expect(fault('http://127.0.0.1:3000/hook', '127.0.0.1, receiver.internal')).toBeNull();
    expect(fault('http://Receiver.Internal/', '127.0.0.1, receiver.internal')).toBeNull();
    expect(fault('http://2130706433/', '127.0.0.1')).toBeNull();
    expect(fault('http://[::1]:80/', '::1')).toBeNull();
    expect(fault('http://127.0.0.2/', '127.0.0.1')).toContain('expected https');
    expect(fault('https://user@127.0.0.1/', '127.0.0.1')).toContain('expected no user name');
  });
});
