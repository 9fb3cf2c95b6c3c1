// Chance that can be repeated: the same seed gives the same run of numbers, so that a failure comes with the way to it.

export interface Chance {
  /** 0 up to 1. */
  next(): number
  between(min: number, max: number): number
  whole(min: number, max: number): number
  is(share: number): boolean
  pick<T>(list: readonly T[]): T
}

/** Mulberry32: small, and even enough to choose who dies next. */
export function newChance(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (min: number, max: number): number => min + next() * (max - min)
  return {
    next,
    between,
    whole: (min, max) => Math.floor(between(min, max + 1)),
    is: (share) => next() < share,
    pick(list) {
      const one = list[Math.floor(next() * list.length)]
      if (one === undefined) throw new Error('nothing to pick from')
      return one
    },
  }
}
