-- The heart: a turn becomes true as a whole or not at all. Fenced by the lease token and by the id of the event that was handled.
-- ARGV: 1 owner, 2 token, 3 head id, 4 now, 5 lease ms for the next event (0 = give the owner back), 6 sealed document,
--       7 send lease ms (0 = leave sending to others), 8 send token, 9 what changed,
--       10 n, then n times: lane (u or n), element for the outbox;
--       then m, then m times: owner, element to post;
--       then r, then r times: count, command, key, words... (index changes)
local owner, token, now = ARGV[1], ARGV[2], tonumber(ARGV[4])
local key = K.owner .. owner
local fields = call('HMGET', key, 'l', 'o')
if fields[1] ~= token then return { 'fenced' } end
local head = call('LINDEX', K.mailbox .. owner, 0)
if not head or idOf(head) ~= ARGV[3] then return { 'fenced' } end

local sends, at = tonumber(ARGV[10]), 11
local sendsAt = at
at = at + 2 * sends
local posts = tonumber(ARGV[at])
local postsAt = at + 1
at = postsAt + 2 * posts
local moved, gone = {}, {}
for i = postsAt, at - 1, 2 do
  local to = ARGV[i]
  if call('HEXISTS', K.owner .. to, 'k') == 0 then
    local into = call('HGET', K.moved, to)
    if into then moved[#moved + 1] = to else gone[to] = true end
  else
    call('LLEN', K.mailbox .. to)
  end
end
if #moved > 0 then return { 'moved', unpack(moved) } end

local kinds = { Z = 'zset', S = 'set', H = 'hash' }
local changesAt = at + 1
at = changesAt
for _ = 1, tonumber(ARGV[changesAt - 1]) do
  local kind = kinds[string.sub(ARGV[at + 1], 1, 1)]
  if ARGV[at + 1] ~= 'SET' and kind then
    local found = call('TYPE', ARGV[at + 2]).ok
    if found ~= 'none' and found ~= kind then return redis.error_reply('ERR a store index has type ' .. found) end
  end
  at = at + 1 + tonumber(ARGV[at])
end
if sends > 0 then
  call('LLEN', K.urgent .. owner)
  call('LLEN', K.outbox .. owner)
end

call('SET', K.document .. owner, ARGV[6])
call('LPOP', K.mailbox .. owner)
at = changesAt
for _ = 1, tonumber(ARGV[changesAt - 1]) do
  local last = at + tonumber(ARGV[at])
  call(unpack(ARGV, at + 1, last))
  at = last + 1
end

local skipped = 0
for i = postsAt, postsAt + 2 * posts - 1, 2 do
  if gone[ARGV[i]] then skipped = skipped + 1 else enqueue(ARGV[i], ARGV[i + 1], now) end
end

local due = false
if sends > 0 then
  local isUrgent = false
  for i = sendsAt, sendsAt + 2 * sends - 1, 2 do
    if ARGV[i] == 'u' then isUrgent = true end
    call('RPUSH', (ARGV[i] == 'u' and K.urgent or K.outbox) .. owner, ARGV[i + 1])
  end
  local score = call('ZSCORE', K.due, owner)
  -- What is in flight is waited for; a pause before another try is waited for too, except by what is urgent.
  local isFree = not score or tonumber(score) <= now or (isUrgent and not fields[2])
  if isFree then
    if tonumber(ARGV[7]) > 0 then
      due = takeHead(owner, now, tonumber(ARGV[7]), ARGV[8]) or false
    else
      call('ZADD', K.due, now, owner)
      call('PUBLISH', K.wake, 'o')
    end
  end
end

changed(owner, ARGV[3], ARGV[9])
local nextHead = call('LINDEX', K.mailbox .. owner, 0)
if not nextHead then
  call('HDEL', key, 'l', 'a')
  call('ZREM', K.ready, owner)
elseif tonumber(ARGV[5]) > 0 then
  call('HSET', key, 'a', 1)
  call('ZADD', K.ready, now + tonumber(ARGV[5]), owner)
  return { 'committed', skipped, due, nextHead, call('LLEN', K.mailbox .. owner) }
else
  call('HDEL', key, 'l', 'a')
  call('ZADD', K.ready, now, owner)
  call('PUBLISH', K.wake, 'm')
end
return { 'committed', skipped, due }
