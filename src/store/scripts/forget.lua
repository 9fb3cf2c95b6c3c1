-- Destroys an owner's key and everything that stands under the owner's id, if its document is still the one that was read.
-- ARGV: owner, SHA-1 of the document ('' = none was there), must its mailbox be empty (1 or 0; one set aside never will be), count of calendar members, members...,
--       count of staff ids, ids..., members of appointments and missed questions...
local owner = ARGV[1]
local document = call('GET', K.document .. owner)
if (document and redis.sha1hex(document) or '') ~= ARGV[2] then return 'changed' end
if ARGV[3] == '1' and call('LLEN', K.mailbox .. owner) > 0 and call('SISMEMBER', K.aside, owner) == 0 then return 'waiting' end

call('HDEL', K.owner .. owner, 'k', 'l', 'o')
for _, hash in ipairs(call('SMEMBERS', K.addressesOf .. owner)) do
  if call('HGET', K.addresses, hash) == owner then call('HDEL', K.addresses, hash) end
end
for _, id in ipairs(call('SMEMBERS', K.casesOf .. owner)) do
  call('DEL', K.case .. id)
  call('ZREM', K.openCases, id)
  call('ZREM', K.closedCases, id)
end
for _, hash in ipairs(call('SMEMBERS', K.invitesOf .. owner)) do call('DEL', K.invite .. hash) end
for _, hash in ipairs(call('SMEMBERS', K.sessionsOf .. owner)) do call('DEL', K.session .. hash) end
for _, guest in ipairs(call('SMEMBERS', K.guestsOf .. owner)) do call('HDEL', K.moved, guest) end
for _, status in ipairs(call('HVALS', K.status .. owner)) do
  if #status > 1 then call('DEL', K.sent .. string.sub(status, 2)) end
end
local feed = call('HGET', K.feedTokens, owner)
if feed then
  call('DEL', K.feedToken .. feed)
  call('HDEL', K.feedTokens, owner)
end
local timers = tonumber(ARGV[4])
for i = 5, 4 + timers do call('ZREM', K.calendar, ARGV[i]) end
-- Also whoever is no colleague (any more): another system that took a case has a list too.
local staffAt = 6 + timers
local staff = tonumber(ARGV[staffAt - 1])
for i = staffAt, staffAt + staff - 1 do call('SREM', K.peopleOf .. ARGV[i], owner) end
for i = staffAt + staff, #ARGV do
  call('ZREM', K.appointments, ARGV[i])
  call('ZREM', K.missed, ARGV[i])
end
for _, set in ipairs({ K.people, K.staff, K.aside, K.dead }) do call('SREM', set, owner) end
call('ZREM', K.ready, owner)
call('ZREM', K.due, owner)
for _, kind in ipairs({ K.owner, K.document, K.mailbox, K.urgent, K.outbox, K.log, K.status, K.addressesOf, K.casesOf, K.deadOf, K.guestsOf, K.invitesOf, K.reads, K.peopleOf, K.sessionsOf }) do
  call('DEL', kind .. owner)
end
for _, entry in ipairs(call('XRANGE', K.changes, '-', '+')) do
  if entry[2][2] == owner then call('XDEL', K.changes, entry[1]) end
end
call('SET', K.rewriteOwed, '1')
changed(owner, 'forgotten', 'forgotten')
return 'forgotten'
