import type { ScoringConfig, VenueType } from './config.ts';

/** The venue type whose priors are used: the stated one if it is known. */
export function venueTypeOf(stated: string | null, config: ScoringConfig): VenueType {
  return stated !== null && stated in config.priors ? (stated as VenueType) : config.defaultVenueType;
}
