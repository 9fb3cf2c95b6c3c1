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

-- Unused invites of an owner are too old from now on; what is over is no longer kept in the list.
local function endInvites(owner, now)
  for _, hash in ipairs(call('SMEMBERS', K.invitesOf .. owner)) do
    local fields = call('HMGET', K.invite .. hash, 'o', 'u', 'x')
    if not fields[1] then
      call('SREM', K.invitesOf .. owner, hash)
    elseif not fields[2] and tonumber(fields[3] or 0) > tonumber(now) then
      call('HSET', K.invite .. hash, 'x', now)
    end
  end
end

-- First field of an element, up to the first line feed.
local function idOf(element)
  local stop = string.find(element, '\n', 1, true)
  return stop and string.sub(element, 1, stop - 1) or element
end
