-- Lua itself writes large numbers with an exponent
local function digits(number)
	return string.format('%.0f', number)
end

local function milliseconds()
	local time = redis.call('TIME')
	return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

