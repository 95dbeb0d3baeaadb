// Of a project's four lights the one that a card shows: as the list sorts them (src/loops/projects/projectLights.pg.ts), the first of several in the order of the four.
// What is not judged yet says least: one grey of four hides no green. Undefined where all are grey: then there is nothing to show.
import type { LightOf } from './projectStory.view.ts';

const WORST_FIRST = ['red', 'yellow', 'blue', 'green'] as const;

export function worstOf(lights: readonly LightOf[]): LightOf | undefined {
  for (const colour of WORST_FIRST) {
    const found = lights.find(({ light }) => light === colour);
    if (found !== undefined) return found;
  }
  return undefined;
}
