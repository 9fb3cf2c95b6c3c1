-- Takes one delivery report: the status only rises, a failure is final and told to the owner.
-- ARGV: now, dedupe hash, seconds to remember it, effect id ('' = ask the provider hash), provider hash, letter,
--       owner the event is sealed for ('' = no event), event element
-- Every letter that is not on the way up is a failure, by its kind.
local rank = { q = 0, s = 1, d = 2, r = 3 }
local function height(letter) return rank[letter] or 9 end
local id = ARGV[4]
if id == '' then id = call('GET', K.sent .. ARGV[5]) or '' end
if id == '' then return { 'unknown' } end
local owner = string.match(id, '^([^.]+)%.')
if not owner or call('HEXISTS', K.owner .. owner, 'k') == 0 then return { 'unknown' } end
if height(ARGV[6]) == 9 and ARGV[7] ~= owner then return { 'seal', owner, id } end
if call('EXISTS', K.seen .. ARGV[2]) == 1 then return { 'seen' } end
local status = call('HGET', K.status .. owner, id)
local letter = status and string.sub(status, 1, 1) or 'q'
call('LLEN', K.mailbox .. owner)

call('SET', K.seen .. ARGV[2], owner, 'EX', ARGV[3])
if height(letter) >= height(ARGV[6]) then return { 'lower' } end
call('HSET', K.status .. owner, id, ARGV[6] .. ARGV[5])
changed(owner, id, 'message')
if ARGV[8] ~= '' then enqueue(owner, ARGV[8], ARGV[1]) end
return { 'stored' }
