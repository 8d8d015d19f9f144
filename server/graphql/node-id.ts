/** Opaque ids of objects: type and key. */

const customerPrefix = 'Customer:';

export function customerNodeId(customerId: string): string {
  return Buffer.from(customerPrefix + customerId, 'utf8').toString('base64url');
}

/** @returns null when this is no id of a customer. */
export function customerIdOf(nodeId: string): string | null {
  const text = Buffer.from(nodeId, 'base64url').toString('utf8');
  if (!text.startsWith(customerPrefix)) return null;
  const customerId = text.slice(customerPrefix.length);
  // One id for each object: other spellings of it, and bytes that are no text, are none.
  return customerNodeId(customerId) === nodeId && !customerId.includes('\0') ? customerId : null;
}
