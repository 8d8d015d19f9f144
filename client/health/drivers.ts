/** Drivers of a risk, few enough to read. */

interface Driver {
  readonly factor: string;
  readonly effect: number;
}

export interface FoldedDriver<D extends Driver> {
  readonly key: string;
  readonly effect: number;
  /** Null: several small ones in one. */
  readonly driver: D | null;
  /** How many it stands for. */
  readonly count: number;
}

/** The strongest drivers, strongest first; the rest summed up, so that the effects still add up. Those without effect are left out. */
export function foldedDrivers<D extends Driver>(drivers: readonly D[], most: number): FoldedDriver<D>[] {
  const felt = drivers.filter(({ effect }) => Math.abs(effect) >= 0.005).sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
  const shown = felt.length <= most ? felt : felt.slice(0, most - 1);
  const rest = drivers.filter((driver) => !shown.includes(driver));
  const restEffect = rest.reduce((sum, { effect }) => sum + effect, 0);
  const rows: FoldedDriver<D>[] = shown.map((driver) => ({ key: driver.factor, effect: driver.effect, driver, count: 1 }));
  if (Math.abs(restEffect) >= 0.005) rows.push({ key: 'rest', effect: restEffect, driver: null, count: rest.length });
  return rows;
}
