import { bgNbd } from './bg-nbd.ts';
import { mbgCnbd } from './mbg-cnbd.ts';
import type { Model, ModelName } from './model.ts';
import { paretoNbd } from './pareto-nbd.ts';

const models: Readonly<Record<ModelName, Model>> = {
  BG_NBD: bgNbd,
  MBG_NBD: mbgCnbd(1),
  MBG_CNBD_2: mbgCnbd(2),
  MBG_CNBD_3: mbgCnbd(3),
  MBG_CNBD_4: mbgCnbd(4),
  PARETO_NBD: paretoNbd,
};

export function modelOf(name: ModelName): Model {
  return models[name];
}
