// Lists by a key, in the order in which the keys are first seen: as Map.groupBy, which browsers of offices do not all have (Chrome before 117). Pure.
export function groupsOf<T, K>(list: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of list) {
    const key = keyOf(item);
    const held = groups.get(key);
    if (held === undefined) groups.set(key, [item]);
    else held.push(item);
  }
  return groups;
}
