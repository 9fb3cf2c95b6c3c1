// Where the process begins. What Node makes of the sources (types stripped, code compiled) is kept for the next start, which then takes half as long;
// that has to be arranged before the first of them is loaded. Everything else stands in start.ts.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { resolve } from 'node:path'

// Where this folder can not be written, Brug starts without.
enableCompileCache(resolve(import.meta.dirname, '..', '.cache', 'compiled'))
await import('./start.ts')
// Written now, because a process may also end without saying goodbye.
flushCompileCache()
