-- Begins every script. `K.mailbox` and its like stand for key names and are replaced by them. Times are epoch milliseconds.
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

-- For calls that were gathered: runs `one` for each, whose words stand from ARGV[at + 1] on, after their number. What fails is answered with its
-- error and stops no other. Out of memory refuses all or none: Redis refuses a script's first write, and then lets it end.
local function each(one)
  local answers, at, last = {}, 1, #ARGV
  while at <= last do
    local done, answer = pcall(one, at)
    if not done and type(answer) ~= 'table' then answer = redis.error_reply(answer) end
    answers[#answers + 1] = answer
    at = at + 1 + tonumber(ARGV[at])
  end
  return answers
end
