-- From now on both addresses lead to one owner. Two owners are never merged: then nothing changes.
-- ARGV: hash of the old address, hash of the new one
local a = call('HGET', K.addresses, ARGV[1])
local b = call('HGET', K.addresses, ARGV[2])
if a and b then return { a == b and 'same' or 'two' } end
local owner = a or b
if not owner then return { 'unknown' } end
local hash = a and ARGV[2] or ARGV[1]
call('HSET', K.addresses, hash, owner)
call('SADD', K.addressesOf .. owner, hash)
return { 'linked', owner }
