-- Moves a guest's record into an invited person's: only if the guest is as it was read, the invite is unused and the person exists.
-- ARGV: now, guest, person, SHA-1 of what was read, invite hash, effect id, then r, then r times: count, command, key, words...
local now, guest, person = ARGV[1], ARGV[2], ARGV[3]
if call('HEXISTS', K.owner .. person, 'k') == 0 then return 'gone' end
local invite = call('HMGET', K.invite .. ARGV[5], 'o', 'u', 'x')
if invite[1] ~= person or invite[2] or tonumber(invite[3] or 0) <= tonumber(now) then return 'used' end
local read = (call('GET', K.document .. guest) or '')
for _, list in ipairs({ K.mailbox, K.urgent, K.outbox }) do read = read .. table.concat(call('LRANGE', list .. guest, 0, -1)) end
if redis.sha1hex(read) ~= ARGV[4] then return 'changed' end
local times = call('HMGET', K.owner .. guest, 'it', 'iw', 'ic')

call('HSET', K.invite .. ARGV[5], 'u', ARGV[6])
-- The person is here: a second code that is still about, on paper or in other hands, opens nothing.
endInvites(person, now)
local at = 8
for _ = 1, tonumber(ARGV[7]) do
  local last = at + tonumber(ARGV[at])
  call(unpack(ARGV, at + 1, last))
  at = last + 1
end
for i, field in ipairs({ 'it', 'iw', 'ic' }) do
  if times[i] and tonumber(times[i]) > tonumber(call('HGET', K.owner .. person, field) or 0) then call('HSET', K.owner .. person, field, times[i]) end
end
for _, hash in ipairs(call('SMEMBERS', K.addressesOf .. guest)) do
  call('HSET', K.addresses, hash, person)
  call('SADD', K.addressesOf .. person, hash)
end
for _, one in ipairs(call('SMEMBERS', K.casesOf .. guest)) do call('SADD', K.casesOf .. person, one) end
for _, one in ipairs(call('SMEMBERS', K.guestsOf .. guest)) do
  call('HSET', K.moved, one, person)
  call('SADD', K.guestsOf .. person, one)
end
call('HSET', K.moved, guest, person)
call('SADD', K.guestsOf .. person, guest)
local status = call('HGETALL', K.status .. guest)
for i = 1, #status, 2 do call('HSET', K.status .. person, status[i], status[i + 1]) end
call('SREM', K.people, guest)
call('SREM', K.dead, guest)
call('ZREM', K.ready, guest)
call('ZREM', K.due, guest)
for _, kind in ipairs({ K.owner, K.document, K.mailbox, K.urgent, K.outbox, K.log, K.status, K.addressesOf, K.casesOf, K.deadOf, K.guestsOf, K.invitesOf, K.reads }) do
  call('DEL', kind .. guest)
end
if call('LLEN', K.mailbox .. person) > 0 then call('ZADD', K.ready, 'NX', now, person) end
if call('EXISTS', K.urgent .. person, K.outbox .. person) > 0 then call('ZADD', K.due, 'NX', now, person) end
call('PUBLISH', K.wake, 'm')
changed(guest, ARGV[6], 'moved')
return 'moved'
