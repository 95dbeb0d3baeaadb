// The hash algorithms a city may choose, by name; the functions are in kernel/hash.node.ts (an edge).
export type HashAlgorithm = 'sha256' | 'sm3';
