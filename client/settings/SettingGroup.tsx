import { useEffect, useId, useState } from 'react';
import controls from '../ui/controls.module.css';
import { Card } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { useWords } from '../ui/words.ts';
import { type Draft, outOfBounds, type Setting, valueIn, type WeightSum, weightsOf } from './draft.ts';
import css from './settings.module.css';
import { fromField, shownAs, toField } from './units.ts';
import { settingWords } from './words.ts';

interface SettingGroupProps {
  readonly title: string;
  readonly settings: readonly Setting[];
  readonly draft: Draft;
  readonly sums: readonly WeightSum[];
  readonly disabled: boolean;
  readonly onChange: (setting: Setting, value: number) => void;
}

/** The settings of one group; its weights come with their sum. */
export function SettingGroup({ title, settings, draft, sums, disabled, onChange }: SettingGroupProps) {
  const families = new Set(settings.map(weightsOf));
  return (
    <Card title={title}>
      {sums
        .filter(({ beginning }) => families.has(beginning))
        .map((sum) => (
          <WeightsLine
            key={sum.beginning}
            sum={sum}
            values={settings.filter((setting) => weightsOf(setting) === sum.beginning).map((setting) => valueIn(draft, setting))}
          />
        ))}
      <div className={css.fields}>
        {settings.map((setting) => (
          <SettingField
            key={setting.name}
            setting={setting}
            value={valueIn(draft, setting)}
            isWrong={outOfBounds([setting], draft).length > 0}
            disabled={disabled}
            onChange={(value) => onChange(setting, value)}
          />
        ))}
      </div>
    </Card>
  );
}

function WeightsLine({ sum, values }: { readonly sum: WeightSum; readonly values: readonly number[] }) {
  const words = useWords(settingWords);
  const format = useFormat();
  const { total, isRight } = sum;
  const parts = values.map((value) => format.decimal(value, 2)).join(' + ');
  return (
    <p className={css.sum} data-right={isRight} role="status">
      {isRight
        ? words('sumRight', { parts, total: format.decimal(total, 2) })
        : words('sumWrong', { parts, total: format.decimal(total, 2), missing: Math.round((100 - total) * 100) / 100 })}
    </p>
  );
}

interface SettingFieldProps {
  readonly setting: Setting;
  /** As stored; NaN: what was typed is no number. */
  readonly value: number;
  readonly isWrong: boolean;
  readonly disabled: boolean;
  readonly onChange: (value: number) => void;
}

const widestSlider = 100;

function SettingField({ setting, value, isWrong, disabled, onChange }: SettingFieldProps) {
  const words = useWords(settingWords);
  const format = useFormat();
  const id = useId();
  const shown = shownAs(setting);
  const [minimum, maximum, usual] = [setting.minimum, setting.maximum, setting.default].map((part) => toField(part, shown)) as [
    number,
    number,
    number,
  ];
  const field = toField(value, shown);
  // The text as it is typed; what comes from outside replaces it.
  const [text, setText] = useState(String(field));
  useEffect(() => {
    setText((now) => (Number(now) === field || Number.isNaN(field) ? now : String(field)));
  }, [field]);
  const change = (typed: string) => {
    setText(typed);
    onChange(typed.trim() === '' ? Number.NaN : fromField(Number(typed), shown, setting.whole));
  };
  const unit = shown.unit === null ? setting.unit : words(shown.unit);
  const range = { minimum: format.decimal(minimum, 2), maximum: format.decimal(maximum, 2) };
  return (
    <div className={css.setting} data-changed={value !== setting.value}>
      <label htmlFor={id} title={setting.name}>
        {setting.meaning}
      </label>
      <div className={css.inputs}>
        {maximum - minimum <= widestSlider && (
          <input
            type="range"
            aria-label={words('slider', { meaning: setting.meaning })}
            min={minimum}
            max={maximum}
            step={shown.step}
            disabled={disabled}
            value={Number.isNaN(field) ? usual : field}
            onChange={(event) => change(event.currentTarget.value)}
          />
        )}
        <input
          id={id}
          type="number"
          className={controls.input}
          min={minimum}
          max={maximum}
          step="any"
          disabled={disabled}
          aria-invalid={isWrong}
          aria-describedby={`${id}-hint`}
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
        />
        <span className={css.unit}>{unit}</span>
      </div>
      <p id={`${id}-hint`} className={css.hint} data-wrong={isWrong}>
        {isWrong ? words('wrongValue', range) : words('bounds', { ...range, usual: format.decimal(usual, 2) })}
        {value !== setting.value && ` · ${words('changed', { value: format.decimal(toField(setting.value, shown), 2) })}`}
      </p>
    </div>
  );
}
