// Who waits for an answer in the version of a flow that is live must know where to go in the next one.
// Running conversations keep their edition; this is for the day that edition is no longer there, and for what they are told then.
import type { Sources } from '../content.ts'
import { kindOf, standing, stepKinds } from '../core/flow/steps.ts'
import { remark, type Remark } from './remark.ts'

/** `earlier`: the content that is live. */
export function stranded(sources: Sources, earlier: Sources): Remark[] {
  const now = new Map(sources.flows.map((file) => [file.value.id, file]))
  return earlier.flows.flatMap(({ path, value: before }): Remark[] => {
    const file = now.get(before.id)
    if (!file) return [{ weight: 'fault', message: `${path} is gone: whoever is in the middle of flow '${before.id}' has no way on` }]
    return before.order
      .filter((name) => {
        const step = before.steps[name]
        return step !== undefined && stepKinds[kindOf(step)].waits && !file.value.steps[standing(file.value, name)]
      })
      .map((name) =>
        remark('fault', file, ['steps'], `people wait at step '${name}' of the earlier version, which is gone: say where they go on, moved: { ${name}: ... }`),
      )
  })
}
