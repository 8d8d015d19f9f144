import { Bars } from '../../ui/charts/Bars.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { useWords } from '../../ui/words.ts';
import type { Behaviour } from './BehaviourView.tsx';
import css from './profile.module.css';
import { behaviourWords } from './words.behaviour.ts';
import { profileWords } from './words.ts';

/** Where the guest sits, how the guest is served, how many come. */
export function DiningFigures({ dining }: { readonly dining: Behaviour['diningPreferences'] }) {
  const words = useWords(behaviourWords);
  const { seating, serviceType } = dining;
  const nameOf = (value: string | null) => (value === null ? '' : words('choice', { value }));
  return (
    <div className={css.three}>
      <Habit
        title={words('diningTitle', { seat: seating.usual ?? 'NONE', seatName: nameOf(seating.usual) })}
        head={words('seating')}
        habit={seating}
      />
      <Habit
        title={words('serviceTitle', { service: serviceType.usual ?? 'NONE', serviceName: nameOf(serviceType.usual) })}
        head={words('service')}
        habit={serviceType}
      />
      <PartyFigure party={dining.partySize} />
    </div>
  );
}

interface HabitProps {
  readonly title: string;
  readonly head: string;
  readonly habit: Behaviour['diningPreferences']['seating'];
}

function Habit({ title, head, habit }: HabitProps) {
  const words = useWords(behaviourWords);
  const profile = useWords(profileWords);
  const format = useFormat();
  const rows = habit.choices.slice(0, 6).map(({ value, visits, share }) => ({
    key: value,
    name: words('choice', { value }),
    value: share,
    text: format.percent(share),
    visits,
  }));
  if (rows.length === 0)
    return (
      <Figure title={head}>
        <p className={css.quiet}>{words('noRecord')}</p>
      </Figure>
    );
  return (
    <Figure
      title={title}
      caption={profile('nVisits', { count: habit.dataPoints })}
      table={{
        isSaid: true,
        columns: [head, profile('visits'), profile('share')],
        rows: rows.map(({ name, visits, text }) => [name, format.whole(visits), text]),
      }}
    >
      <Bars rows={rows} full={1} />
    </Figure>
  );
}

/** Visits from which on a party is called usual, as with the other habits. */
const provenFrom = 4;

/** How many come, as shares of the visits. */
export function PartyFigure({ party }: { readonly party: Behaviour['diningPreferences']['partySize'] }) {
  const words = useWords(behaviourWords);
  const profile = useWords(profileWords);
  const format = useFormat();
  const rows = party.sizes.map(({ people, visits, share }) => ({
    key: String(people),
    name: words('people', { people }),
    value: share,
    text: format.percent(share),
    visits,
  }));
  return (
    <Figure
      title={words('partyTitle', { median: party.median !== null && party.dataPoints < provenFrom ? -1 : (party.median ?? 0) })}
      {...(rows.length > 0 && {
        caption: profile('nVisits', { count: party.dataPoints }),
        table: {
          isSaid: true,
          columns: [words('party'), profile('visits'), profile('share')],
          rows: rows.map(({ name, visits, text }) => [name, format.whole(visits), text]),
        },
      })}
    >
      {rows.length > 0 ? <Bars rows={rows} full={1} /> : <p className={css.quiet}>{words('noRecord')}</p>}
    </Figure>
  );
}
