-- Keeps a node among those that are alive, and forgets those that are not.
-- KEYS: the nodes, each with the time at which it ends. ARGV: node, time in milliseconds for which
-- it lives from now on, whether it is to be in the set if it is not ('1' or '0').
-- Returns whether the node was in the set (1 or 0), then all that are alive.

local node = ARGV[1]
local ttl = tonumber(ARGV[2])
local now = milliseconds()

-- Takes no memory and removes nothing: behind a write of this kind Redis takes the others, too, when
-- it is out of memory, and that a node is alive takes no more of it than it has
redis.call('ZREM', KEYS[1], '')

local known = redis.call('ZSCORE', KEYS[1], node)

-- If none has been here for a while, it was Redis that was away: they get time to come back
local newest = tonumber(redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] or now)
if ARGV[3] == '1' and newest - ttl < now - ttl / 4 then
	local again = now + ttl / 2
	for _, other in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', digits(again))) do
		redis.call('ZADD', KEYS[1], digits(again), other)
	end
end
if known or ARGV[3] == '1' then
	redis.call('ZADD', KEYS[1], digits(now + ttl), node)
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', digits(now))
local reply = redis.call('ZRANGE', KEYS[1], 0, -1)
table.insert(reply, 1, known and 1 or 0)
return reply
