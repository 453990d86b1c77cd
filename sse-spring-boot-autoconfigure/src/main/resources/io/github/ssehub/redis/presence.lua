-- What the scripts that change who is where begin with. The hash of a room has for each member
-- the nodes with streams of it, and under no name a version, which is another one after each
-- change of who is where.

local time = redis.call('TIME')
local version = time[1] .. '.' .. time[2]

-- The nodes but one
local function without(nodes, node)
	local rest = {}
	for other in string.gmatch(nodes, '%S+') do
		if other ~= node then
			table.insert(rest, other)
		end
	end
	return table.concat(rest, ' ')
end

-- Returns whether the member was on the node, and whether it has left the room by that
local function remove(key, member, nodes, node)
	local rest = without(nodes, node)
	if rest == nodes then
		return false, false
	end
	local left = (rest == '')
	if left then
		redis.call('HDEL', key, member)
	else
		redis.call('HSET', key, member, rest)
	end
	if left and redis.call('HLEN', key) == 1 then
		redis.call('DEL', key)
	else
		redis.call('HSET', key, '', version)
	end
	return true, left
end
