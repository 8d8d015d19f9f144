/** Sealed data of customers, by the field that answers it; `audit`: the audit log itself. */
export type PersonalField = 'email' | 'phone' | 'birthDate' | 'dietary' | 'comment' | 'note' | 'contactSearch' | 'audit';

/** What one request saw and did, for the audit log. */
export class Seen {
  /** Customers whose data was read or changed. */
  readonly customers = new Set<string>();
  readonly fields = new Set<PersonalField>();
  /** Mutations, as they are called. */
  readonly acts: string[] = [];
  /** What they acted on, other than customers. */
  readonly targets = new Set<string>();
  /** Whether a customer out of the viewer's reach was asked for. */
  isBeyondReach = false;
}
