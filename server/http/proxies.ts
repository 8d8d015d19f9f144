import { BlockList, isIP } from 'node:net';

/** Whether an address is that of a proxy whose word on its caller counts. */
export type IsProxy = (address: string) => boolean;

/** @param text TRUST_PROXY: addresses and networks with commas between them; undefined: nobody's word counts. @throws Error for others. */
export function proxiesOf(text: string | undefined): IsProxy {
  const list = new BlockList();
  for (const entry of (text ?? '').split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const [address = '', bits] = entry.split('/', 2);
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
  };
}

/** Whose line it is: the last address that no trusted proxy spoke for, as it stands in X-Forwarded-For. */
export function callerAddress(socketAddress: string, forwardedFor: string | undefined, isProxy: IsProxy): string {
  const hops = [...(forwardedFor ?? '').split(',').map((hop) => hop.trim()), socketAddress].filter((hop) => hop !== '');
  for (let index = hops.length - 1; index > 0; index -= 1) {
    const hop = hops[index] ?? socketAddress;
    if (!isProxy(hop)) return hop;
  }
  return hops[0] ?? socketAddress;
}
