-- Lets an address lead to an owner, unless it leads to somebody else. ARGV: owner, address hash
if call('HEXISTS', K.owner .. ARGV[1], 'k') == 0 then return { 'gone' } end
local found = call('HGET', K.addresses, ARGV[2])
if found then return { found == ARGV[1] and 'linked' or 'taken' } end
call('HSET', K.addresses, ARGV[2], ARGV[1])
call('SADD', K.addressesOf .. ARGV[1], ARGV[2])
return { 'linked' }
