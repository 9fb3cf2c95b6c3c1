-- May this message go now? One token bucket for the whole account, with room kept free for answers, and a gap between two messages to one receiver.
-- A short wait is granted at once (the token is taken in advance), so that the sender asks only once; a long one is refused with the moment to ask again.
-- KEYS: account bucket (hash), receiver's next moment, pause of the receiver, pause of the account. ARGV: now, tokens per ms, burst, gap ms, lane (0 urgent, 1 answer, 2 notice), longest wait to grant.
-- Returns {granted 0|1, wait in ms}.
local now, perMs, burst, gap = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local lane, grant = tonumber(ARGV[5]), tonumber(ARGV[6])

local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at', 'slot')
local at = tonumber(bucket[2]) or now
local tokens = math.min(burst, (tonumber(bucket[1]) or burst) + math.max(0, now - at) * perMs)
at = math.max(at, now)

-- The platform's own wish to be left alone binds every lane.
local pause = math.max(redis.call('PTTL', KEYS[3]), redis.call('PTTL', KEYS[4]))
if pause > 0 then return {0, pause} end

-- Urgent messages may run the bucket into debt by one burst; notices leave a quarter of it for answers.
local floor = 1
if lane == 0 then floor = 1 - burst end
if lane == 2 then floor = 1 + math.floor(burst / 4) end
local wait = 0
if tokens + 0.000001 < floor then wait = (floor - tokens) / perMs end
local alone = 0
if lane > 0 and gap > 0 then alone = tonumber(redis.call('GET', KEYS[2]) or 0) - now end

if math.max(wait, alone) > grant then
  -- Notices that must wait get a place each, so that thousands of them do not all come back at the same moment.
  if lane == 2 and wait >= alone then
    local slot = math.max(tonumber(bucket[3]) or 0, now + wait)
    redis.call('HSET', KEYS[1], 'slot', slot + 1 / perMs)
    redis.call('PEXPIRE', KEYS[1], 86400000)
    return {0, math.ceil(slot - now)}
  end
  return {0, math.ceil(math.max(wait, alone))}
end

wait = math.max(wait, alone, 0)
redis.call('HSET', KEYS[1], 'tokens', tokens - 1, 'at', at)
redis.call('PEXPIRE', KEYS[1], 86400000)
if gap > 0 then redis.call('SET', KEYS[2], math.ceil(now + wait + gap), 'PX', math.ceil(wait + gap)) end
return {1, math.ceil(wait)}
