// A light is a colour with its word, never a colour alone.
import { useWords } from './language.tsx';
import './light.css';

export type Light = 'green' | 'yellow' | 'red' | 'blue' | 'grey';

export const lightWords = {
  green: { zh: '绿灯', en: 'Green' },
  yellow: { zh: '黄灯', en: 'Yellow' },
  red: { zh: '红灯', en: 'Red' },
  blue: { zh: '蓝灯', en: 'Blue' },
  grey: { zh: '灰灯', en: 'Grey' },
};

const ORDER: readonly Light[] = ['red', 'yellow', 'blue', 'grey', 'green'];

/** Worst first, for sorting. */
export function lightOrder(light: Light): string {
  return String(ORDER.indexOf(light));
}

/** `word` says what the light stands for (正常, 滞后 …); `title` its cause. */
export function LightBadge({
  light,
  word,
  title,
}: {
  readonly light: Light;
  readonly word?: string;
  readonly title?: string;
}) {
  const say = useWords(lightWords);
  return (
    <span className={`light ${light}`} title={title}>
      <i aria-hidden="true" />
      {word ?? say(light)}
    </span>
  );
}
