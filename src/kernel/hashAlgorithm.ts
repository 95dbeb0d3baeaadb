/** The hash algorithms a city may choose, by name. The functions are in hash.node.ts (an edge): a pure file may name an algorithm, not run it. */
export type HashAlgorithm = 'sha256' | 'sm3';
