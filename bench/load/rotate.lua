-- Sends the bodies of a file in turn. A run of eight q in a body is replaced by a counter, so that no two texts are equal.
dofile(os.getenv("BENCH_LUA") .. "/summary.lua")

local MARK = "qqqqqqqq"
local requests = {}
local count = 0

function init(args)
  local path, bodies, headers = read_arguments(args)
  for i, body in ipairs(bodies) do
    local request = wrk.format("POST", path, headers, body)
    local from = request:find(MARK, 1, true)
    if from then
      requests[i] = { request:sub(1, from - 1), request:sub(from + #MARK) }
    else
      requests[i] = request
    end
  end
end

local function letters(number)
  local text = {}
  for i = 1, #MARK do
    text[i] = string.char(97 + number % 26)
    number = math.floor(number / 26)
  end
  return table.concat(text)
end

function request()
  count = count + 1
  local chosen = requests[count % #requests + 1]
  if type(chosen) == "string" then return chosen end
  return chosen[1] .. letters(count) .. chosen[2]
end
