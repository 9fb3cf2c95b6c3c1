-- Makes an owner with its first event. ARGV: now, owner, wrapped key, event id, sealed event, set to be listed in ('' = none), count, address hashes..., sealed record ('' = none)
local owner = ARGV[2]
for i = 8, 7 + tonumber(ARGV[7]) do
  if call('HEXISTS', K.addresses, ARGV[i]) == 1 then return { 'taken' } end
end
call('HSET', K.owner .. owner, 'k', ARGV[3])
for i = 8, 7 + tonumber(ARGV[7]) do
  call('HSET', K.addresses, ARGV[i], owner)
  call('SADD', K.addressesOf .. owner, ARGV[i])
end
local record = ARGV[8 + tonumber(ARGV[7])]
if record ~= '' then call('HSET', K.owner .. owner, 'r', record) end
if ARGV[6] ~= '' then call('SADD', ARGV[6], owner) end
enqueue(owner, ARGV[4] .. '\n\n' .. ARGV[5], ARGV[1])
changed(owner, ARGV[4], 'record')
return { 'created' }
