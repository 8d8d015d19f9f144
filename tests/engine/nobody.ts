import type { Identity } from '../../server/engine/facts.ts';

const absent = { present: false, valid: false };

/** A customer of whom no attribute is on record. */
export const nobody: Identity = {
  hasName: false,
  email: absent,
  phone: absent,
  birthDate: absent,
  birthDay: null,
  segment: null,
  city: null,
  country: null,
  language: null,
  preferredChannel: null,
  lifeStage: null,
  createdDay: 0,
  consentEmail: null,
  consentSms: null,
  consentPush: null,
};
