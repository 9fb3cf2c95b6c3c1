-- Sets a field of an owner that is there, and of nobody who left or was forgotten in the meantime. ARGV: owner, field that must be there, field, value
if call('HEXISTS', K.owner .. ARGV[1], ARGV[2]) == 0 then return 0 end
call('HSET', K.owner .. ARGV[1], ARGV[3], ARGV[4])
return 1
