-- Makes the calendar of one owner equal to its document, if that is still the document that was read.
-- ARGV: owner, document ('' = none), r, r members to drop, then score, member...
local document = call('GET', K.document .. ARGV[1])
if (document or '') ~= ARGV[2] then return 0 end
local drops = tonumber(ARGV[3])
for i = 4 + drops, #ARGV, 2 do call('ZADD', K.calendar, ARGV[i], ARGV[i + 1]) end
for i = 4, 3 + drops do call('ZREM', K.calendar, ARGV[i]) end
return 1
