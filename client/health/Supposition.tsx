import { Pill } from '@mantine/core';
import { useFormat } from '../ui/format.ts';
import { useWords } from '../ui/words.ts';
import type { Supposed } from './changes.ts';
import { channelName } from './channels.ts';
import { healthWords } from './words.ts';

interface SuppositionProps {
  readonly supposed: Supposed;
  readonly onRemove: () => void;
}

/** One thing that is supposed, as a chip that can be taken away. */
export function Supposition({ supposed, onRemove }: SuppositionProps) {
  const text = useChipText(supposed);
  const words = useWords(healthWords);
  return (
    <Pill
      size="md"
      withRemoveButton
      onRemove={onRemove}
      removeButtonProps={{ 'aria-label': words('remove', { what: text }), 'aria-hidden': false, tabIndex: 0 }}
    >
      {text}
    </Pill>
  );
}

function useChipText(supposed: Supposed): string {
  const words = useWords(healthWords);
  const format = useFormat();
  switch (supposed.kind) {
    case 'visits': {
      const { count, everyDays, spend } = supposed;
      const values = { count, every: everyDays ?? 0, spend: format.amount(spend) };
      if (spend === null) return words(everyDays === null || count < 2 ? 'chipVisits' : 'chipVisitsEvery', values);
      return words(everyDays === null || count < 2 ? 'chipVisitsSpend' : 'chipVisitsEverySpend', values);
    }
    case 'feedback':
      return words('chipFeedback', { rating: supposed.rating });
    case 'answer': {
      const { channel, date } = supposed;
      if (channel === null || date === null) return words('chipAnswer');
      return words('chipAnswerOn', { channel: channelName(channel, words), day: format.shortDay(date) });
    }
    case 'silence':
      return words('chipSilence', { days: supposed.days });
  }
}
