// Fails the run when a test reaches for another machine: every connection must go to this one.
import net from 'node:net'

const local = new Set(['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::'])
function check(options: unknown): void {
  if (
    options &&
    typeof options === 'object' &&
    'host' in options &&
    typeof options.host === 'string' &&
    !('path' in options && options.path) &&
    !local.has(options.host)
  ) {
    throw new Error(`a test tried to reach ${options.host}: only this machine is allowed`)
  }
}

const original = Reflect.get(net.Socket.prototype, 'connect')

function connectLocally(this: net.Socket, ...given: unknown[]): unknown {
  const [first] = given
  check(Array.isArray(first) ? first[0] : first)
  return Reflect.apply(original, this, given)
}

Object.assign(net.Socket.prototype, { connect: connectLocally })
