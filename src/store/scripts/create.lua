-- Makes an owner with its first event, once per intention.
-- ARGV: now, owner, wrapped key, event id, sealed event, set to be listed in, sealed record ('' = none), hash of the intention, seconds to remember it, address hashes...
local owner, seen = ARGV[2], K.seen .. ARGV[8]
local before = call('GET', seen)
if before then return { 'created', before } end
for i = 10, #ARGV do
  if call('HEXISTS', K.addresses, ARGV[i]) == 1 then return { 'taken' } end
end
call('SET', seen, owner, 'EX', ARGV[9])
call('HSET', K.owner .. owner, 'k', ARGV[3])
if ARGV[7] ~= '' then call('HSET', K.owner .. owner, 'r', ARGV[7]) end
for i = 10, #ARGV do
  call('HSET', K.addresses, ARGV[i], owner)
  call('SADD', K.addressesOf .. owner, ARGV[i])
end
call('SADD', ARGV[6], owner)
enqueue(owner, ARGV[4] .. '\n\n' .. ARGV[5], ARGV[1])
changed(owner, 'record', 'record')
return { 'created', owner }
