import { hash128 } from '../maths/random.ts';

export type Arm = 'TREATMENT' | 'CONTROL';

/**
 * The arm of a guest for an action: fixed by a hash before anything is known of the guest, so that no choice of whom to address, and no
 * change of mind, can lean on it. A larger share keeps everybody in the control who was there.
 *
 * @param action its name in small letters.
 * @param controlShare share of all guests who never get the action, 0 to 1.
 */
export function armOf(customerId: string, action: string, controlShare: number): Arm {
  return hash128(`${customerId}/${action}`)[0] / 4_294_967_296 < controlShare ? 'CONTROL' : 'TREATMENT';
}
