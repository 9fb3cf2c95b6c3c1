-- Begins every script, after the table K of key names. Times are epoch milliseconds.
-- One rule for all: read and check first; the first write is one that Redis refuses when memory is full, so that a refusal changes nothing.

local call = redis.call

-- Puts an element into a mailbox. A lease that runs keeps its time: NX.
local function enqueue(owner, element, now)
  call('RPUSH', K.mailbox .. owner, element)
  if call('ZADD', K.ready, 'NX', now, owner) == 1 then call('PUBLISH', K.wake, 'm') end
end

local function changed(owner, eventId, what)
  call('XADD', K.changes, 'MAXLEN', '~', '10000', '*', 'o', owner, 'e', eventId, 'w', what)
end

-- First field of an element, up to the first line feed.
local function idOf(element)
  local stop = string.find(element, '\n', 1, true)
  return stop and string.sub(element, 1, stop - 1) or element
end

-- Leases the first thing to send: urgent ones first. Returns nil when there is none, and then leaves no trace in the index.
local function takeHead(owner, now, leaseMs, token)
  local key = K.owner .. owner
  local lane = 'u'
  local head = call('LINDEX', K.urgent .. owner, 0)
  if not head then
    lane = 'n'
    head = call('LINDEX', K.outbox .. owner, 0)
  end
  if not head then
    call('HDEL', key, 'o', 'n')
    call('ZREM', K.due, owner)
    return nil
  end
  call('HSET', key, 'o', token, 'n', lane)
  local tries = call('HINCRBY', key, 'x' .. lane, 1)
  call('ZADD', K.due, now + leaseMs, owner)
  local times = call('HMGET', key, 'it', 'iw', 'ic', 'k')
  return { owner, token, tries, head, times[1], times[2], times[3], times[4] }
end
